# cpack -G DEB, in a folder configured by the preset "package", and cpack -G RPM, in one by "package-rpm": packages of the three components.
set(CPACK_PACKAGE_VENDOR "oomlog contributors")
# As Debian's own tools take it; the address without them belongs to nobody (RFC 2606).
set(maintainer "oomlog contributors <oomlog@example.org>")
if(DEFINED ENV{DEBEMAIL})
	set(maintainer "$ENV{DEBFULLNAME} <$ENV{DEBEMAIL}>")
endif()
set(OOMLOG_MAINTAINER "${maintainer}" CACHE STRING "Who answers for the packages: Name <address>")
set(CPACK_PACKAGE_CONTACT "${OOMLOG_MAINTAINER}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "explain what the kernel's OOM killer did")
set(CPACK_PACKAGE_DESCRIPTION "oomlog reads kernel logs of any kind, puts every report of the OOM killer
together again, and tells what happened: who asked for memory, whose limit
was hit, who was killed, what it held, and where the memory was.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL command library dev)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
	OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/packaging/before-package.cmake)
set(OOMLOG_LICENSE_FILE ${CMAKE_CURRENT_SOURCE_DIR}/LICENSE)

# What /usr/share/doc of each package holds.
set(package_names command oomlog library liboomlog0 dev liboomlog-dev)
foreach(component command library dev)
	list(FIND package_names ${component} at)
	math(EXPR at "${at} + 1")
	list(GET package_names ${at} package)
	string(TOUPPER ${component} upper)
	set(CPACK_DEBIAN_${upper}_PACKAGE_NAME ${package})
	set(CPACK_RPM_${upper}_PACKAGE_NAME ${package})
	if(OOMLOG_RPM)
		string(REGEX REPLACE "-dev$" "-devel" rpm ${package})
		install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/licenses/${rpm} COMPONENT ${component} EXCLUDE_FROM_ALL)
	else()
		include(packaging/debian-doc.cmake)
	endif()
endforeach()
set(CPACK_RPM_DEV_PACKAGE_NAME liboomlog-devel)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# cpack's own way calls ldconfig in scripts; Debian has a trigger for it.
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA
	${CMAKE_CURRENT_SOURCE_DIR}/packaging/debian/triggers ${CMAKE_CURRENT_SOURCE_DIR}/packaging/debian/shlibs
	${CMAKE_CURRENT_SOURCE_DIR}/packaging/debian/symbols)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_COMMAND_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_COMMAND_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}\nThis package has the command.")
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}\nThis package has the library for other programs.")
set(CPACK_COMPONENT_DEV_DESCRIPTION "${CPACK_PACKAGE_DESCRIPTION}\nThis package has what is needed to build with the library.")
# They are loaded when a log asks for them.
set(CPACK_DEBIAN_COMMAND_PACKAGE_RECOMMENDS "libarchive13 | libarchive13t64, libsystemd0, zlib1g, liblzma5, libzstd1")
set(CPACK_DEBIAN_COMMAND_PACKAGE_SUGGESTS
	"libcurl4 | libcurl4t64 | libcurl3-gnutls | libcurl3t64-gnutls, libbz2-1.0, liblz4-1")
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS "liboomlog0 (= ${PROJECT_VERSION}), libpcre2-dev, libjson-c-dev")

set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_GROUP "Applications/System")
set(CPACK_RPM_LIBRARY_PACKAGE_GROUP "System/Libraries")
set(CPACK_RPM_DEV_PACKAGE_GROUP "Development/C")
set(CPACK_RPM_PACKAGE_SUMMARY "Explain what the kernel's OOM killer did")
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_SOURCE_DIR}/packaging/rpm/config.cmake)
# By soname: RPM's distributions call the packages differently. cpack knows no Recommends, and copies Suggests as it is.
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
	set(mark "()(64bit)")
endif()
set(CPACK_RPM_COMMAND_PACKAGE_SUGGESTS "libcurl.so.4${mark}, libbz2.so.1${mark}, liblz4.so.1${mark}
Recommends: libarchive.so.13${mark}, libsystemd.so.0${mark}, libz.so.1${mark}, liblzma.so.5${mark}, libzstd.so.1${mark}")
set(CPACK_RPM_LIBRARY_POST_INSTALL_SCRIPT_FILE ${CMAKE_CURRENT_SOURCE_DIR}/packaging/rpm/ldconfig)
set(CPACK_RPM_LIBRARY_POST_UNINSTALL_SCRIPT_FILE ${CMAKE_CURRENT_SOURCE_DIR}/packaging/rpm/ldconfig)
set(CPACK_RPM_DEV_PACKAGE_REQUIRES "liboomlog0 = ${PROJECT_VERSION}")
# Folders of the distribution, not of this package.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION
	/usr/lib/systemd /usr/lib/systemd/system /usr/lib/systemd/catalog /usr/lib/cmake /usr/lib/pkgconfig
	/usr/share/bash-completion /usr/share/bash-completion/completions /usr/share/zsh
	/usr/share/zsh/vendor-completions /usr/share/zsh/site-functions /usr/share/fish /usr/share/fish/vendor_completions.d /usr/share/man
	/usr/share/man/man1 /usr/share/man/man3 /usr/share/man/man5 /usr/share/man/man7 /usr/share/man/man8
	/usr/share/doc /usr/share/licenses ${CPACK_PACKAGING_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}
	${CPACK_PACKAGING_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/cmake
	${CPACK_PACKAGING_INSTALL_PREFIX}/${CMAKE_INSTALL_LIBDIR}/pkgconfig)
include(CPack)
