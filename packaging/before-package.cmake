# Run by cpack between installing into its folder and packing it: manual pages and changelogs are compressed, as both
# distributions want them; -n, so that the same sources give the same bytes.
file(GLOB_RECURSE files ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/*)
foreach(file IN LISTS files)
	if(file MATCHES "/share/man/man[1-8]/[^/]*[.][1-8]$" OR file MATCHES "/share/doc/[^/]*/changelog$")
		execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
	elseif(file MATCHES "[.]a$")
		# For other linkers: without debugging information and what only this compiler can read, but with its symbols.
		execute_process(COMMAND strip --strip-debug --enable-deterministic-archives --remove-section=.comment
			--remove-section=.gnu.lto_* --remove-section=.gnu.debuglto_*
			-N __gnu_lto_slim -N __gnu_lto_v1 ${file} COMMAND_ERROR_IS_FATAL ANY)
	elseif(file MATCHES "/bin/[^/]*$|[.]so[.][0-9.]*$" AND NOT IS_SYMLINK ${file})
		execute_process(COMMAND strip --remove-section=.comment --remove-section=.note ${file} COMMAND_ERROR_IS_FATAL ANY)
	endif()
endforeach()
