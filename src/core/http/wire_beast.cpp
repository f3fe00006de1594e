// Beast's non-template code, compiled once for the whole project (BOOST_BEAST_SEPARATE_COMPILATION,
// cmake/Dependencies.cmake).
#include <boost/beast/src.hpp>
