// A shared library that has nothing to do with services.
extern "C" [[gnu::visibility("default")]] int something_else() { return 1; }
