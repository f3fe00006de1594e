// Asio's non-template code, compiled once for the whole project (BOOST_ASIO_SEPARATE_COMPILATION, cmake/Dependencies.cmake).
#include <boost/asio/impl/src.hpp>
