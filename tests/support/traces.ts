// Jest asks for a hundred lines of every trace; the SDK takes a trace for every promise that it makes.
Error.stackTraceLimit = 10;
