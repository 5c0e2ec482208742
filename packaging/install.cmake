# cmake --install: three components, which are the packages oomlog, liboomlog0 and liboomlog-dev (oomlog-devel).
# What names no component belongs to the command.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME command)

install(TARGETS oomlog EXPORT oomlog-targets
	LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT dev
	PUBLIC_HEADER DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/oomlog COMPONENT dev)
install(TARGETS oomlog_static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT dev)
install(TARGETS oomlog_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(FILES reports/event.schema.json reports/check.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/oomlog)
foreach(section 1 3 5 7 8)
	file(GLOB man_pages CONFIGURE_DEPENDS docs/man/*.${section})
	set(component command)
	if(section EQUAL 3)
		set(component dev)
	endif()
	if(man_pages)
		install(FILES ${man_pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section} COMPONENT ${component})
	endif()
endforeach()

# "man oomlog-analyze" and git's habit "man oomlog analyze": the options of analyze stand in oomlog(1).
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/oomlog-analyze.1 ".so man1/oomlog.1\n")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomlog-analyze.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# Where a distribution's zsh looks for what packages bring.
set(zsh_folder site-functions)
if(EXISTS /etc/debian_version AND NOT OOMLOG_RPM)
	set(zsh_folder vendor-completions)
endif()

# The completions and the page of the rules are what the command itself says; a command for another machine cannot be asked.
if(NOT CMAKE_CROSSCOMPILING)
	foreach(shell bash zsh fish)
		add_custom_command(TARGET oomlog_cli POST_BUILD
			COMMAND oomlog_cli completion ${shell} > ${CMAKE_CURRENT_BINARY_DIR}/completion.${shell} VERBATIM)
	endforeach()
	add_custom_command(TARGET oomlog_cli POST_BUILD
		COMMAND ${CMAKE_COMMAND} -DOOMLOG=$<TARGET_FILE:oomlog_cli>
			-DTEMPLATE=${CMAKE_CURRENT_SOURCE_DIR}/docs/man/oomlog-rules.7.in
			-DOUTPUT=${CMAKE_CURRENT_BINARY_DIR}/oomlog-rules.7
			-P ${CMAKE_CURRENT_SOURCE_DIR}/packaging/rules-manual.cmake VERBATIM)
	set_property(TARGET oomlog_cli APPEND PROPERTY LINK_DEPENDS
		${CMAKE_CURRENT_SOURCE_DIR}/docs/man/oomlog-rules.7.in)
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomlog-rules.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.bash
		DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME oomlog)
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.zsh
		DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh_folder} RENAME _oomlog)
	install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completion.fish
		DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME oomlog.fish)
endif()

# The service and what goes with it; where systemd is not used they do no harm.
# The unit names the command's path, which `cmake --install --prefix` may have the last word on.
install(CODE "
	set(oomlog_bindir \"${CMAKE_INSTALL_BINDIR}\")
	cmake_path(ABSOLUTE_PATH oomlog_bindir BASE_DIRECTORY \"\${CMAKE_INSTALL_PREFIX}\")
	configure_file(\"${CMAKE_CURRENT_SOURCE_DIR}/packaging/oomlog.service.in\"
		\"${CMAKE_CURRENT_BINARY_DIR}/oomlog.service\" @ONLY)
	configure_file(\"${CMAKE_CURRENT_SOURCE_DIR}/packaging/oomlog.service.d/kmsg.conf.example.in\"
		\"${CMAKE_CURRENT_BINARY_DIR}/kmsg.conf.example\" @ONLY)
")
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomlog.service DESTINATION lib/systemd/system)
install(FILES packaging/oomlog.catalog DESTINATION lib/systemd/catalog)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/kmsg.conf.example packaging/oomlog.service.d/webhook.conf.example
	DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/oomlog)
install(EXPORT oomlog-targets NAMESPACE oomlog:: DESTINATION ${package_dir} COMPONENT dev)
configure_package_config_file(packaging/oomlog-config.cmake.in oomlog-config.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(oomlog-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomlog-config.cmake ${CMAKE_CURRENT_BINARY_DIR}/oomlog-config-version.cmake
	DESTINATION ${package_dir} COMPONENT dev)
file(RELATIVE_PATH pc_includedir ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(packaging/oomlog.pc.in oomlog.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/oomlog.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT dev)
