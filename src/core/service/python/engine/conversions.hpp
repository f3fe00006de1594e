// Between the plain data of a call and Python's objects. Python's thread, with the GIL.
#pragma once

#include <pybind11/pytypes.h>

#include <string>
#include <string_view>

#include "zato/runtime.hpp"

namespace zato::service::python {

pybind11::object text(
    std::string_view utf8);  // what is not UTF-8 becomes surrogates, as in Python's own names of files
pybind11::object bytes(std::string_view octets);
std::string_view view(const pybind11::str& text);        // valid as long as the object
std::string_view octets(const pybind11::object& value);  // bytes or str; None is empty

// Names to values: one that is there several times has a list.
pybind11::dict flat(const zato::Params& params);
pybind11::list pairs(const zato::Headers& headers);
pybind11::dict dict_of(const zato::Environ& environ);

void fill(zato::Headers& headers, const pybind11::object& from);  // a dict
void fill(zato::Headers& headers, const pybind11::list& from);    // pairs of str, all of them
void fill(zato::Params& params, const pybind11::list& from);
void fill(zato::Environ& environ, const pybind11::object& from);  // a dict; values that are no text are left out

}  // namespace zato::service::python
