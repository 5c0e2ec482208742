# Run by cpack between installing into its folder and packing it: manual pages and changelogs are compressed, as both
# distributions want them; -n, so that the same sources give the same bytes.
file(GLOB_RECURSE files ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*)
foreach(file IN LISTS files)
	if(file MATCHES "/share/man/man[1-8]/[^/]*[.][1-8]$" OR file MATCHES "/share/doc/[^/]*/changelog$")
		execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
	elseif(file MATCHES "[.]a$")
		# For other linkers: without debugging information, but with its symbols.
		execute_process(COMMAND strip --strip-debug --remove-section=.comment ${file} COMMAND_ERROR_IS_FATAL ANY)
	endif()
endforeach()
