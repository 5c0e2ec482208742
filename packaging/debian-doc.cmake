# What Debian wants in /usr/share/doc of ${package}, which is the component ${component}, and lintian of its own.
set(doc ${CMAKE_INSTALL_DATAROOTDIR}/doc/${package})
set(package_name ${package})
configure_file(packaging/changelog.in package/${package}/changelog @ONLY)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/package/${package}/copyright
	"Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\nUpstream-Name: oomlog\n\n"
	"Files: *\nCopyright: 2026 oomlog contributors\nLicense: Expat\n")
file(STRINGS LICENSE licence_lines)
list(FILTER licence_lines EXCLUDE REGEX "^(MIT License|Copyright .*)$")
foreach(line IN LISTS licence_lines)
	if(line STREQUAL "")
		set(line ".")
	endif()
	file(APPEND ${CMAKE_CURRENT_BINARY_DIR}/package/${package}/copyright " ${line}\n")
endforeach()
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/${package}/copyright
	${CMAKE_CURRENT_BINARY_DIR}/package/${package}/changelog
	DESTINATION ${doc} COMPONENT ${component} EXCLUDE_FROM_ALL)
if(component STREQUAL "library")
	file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/package/liboomlog0/overrides/liboomlog0
		"# cpack writes these scripts beside the trigger; a second ldconfig does no harm\n"
		"liboomlog0: maintscript-calls-ldconfig *\n")
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/liboomlog0/overrides/liboomlog0
		DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/lintian/overrides COMPONENT library EXCLUDE_FROM_ALL)
endif()
