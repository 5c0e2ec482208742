# cmake -DOOMLOG=command -DTEMPLATE=file -DOUTPUT=file -P: the manual page of the rules, from what the command says.
execute_process(COMMAND ${OOMLOG} rules --format=mdoc OUTPUT_VARIABLE rules COMMAND_ERROR_IS_FATAL ANY)
file(READ ${TEMPLATE} page)
string(REPLACE "@RULES@" "${rules}" page "${page}")
file(WRITE ${OUTPUT} "${page}")
