# Read by cpack before it packs. CMake 3.25 asks a program that it has not looked for whether rpm knows of Suggests.
find_program(RPM_EXECUTABLE rpm)
