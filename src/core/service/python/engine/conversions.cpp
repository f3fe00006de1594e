#include "service/python/engine/conversions.hpp"

#include <pybind11/pybind11.h>

namespace py = pybind11;

namespace zato::service::python {
namespace {

py::object owned(PyObject* object) {
  if (!object) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(object);
}

}  // namespace

py::object text(std::string_view utf8) {
  return owned(PyUnicode_DecodeUTF8(utf8.data(), static_cast<Py_ssize_t>(utf8.size()), "surrogateescape"));
}

py::object bytes(std::string_view octets) {
  return owned(PyBytes_FromStringAndSize(octets.data(), static_cast<Py_ssize_t>(octets.size())));
}

std::string_view view(const py::str& text) {
  Py_ssize_t size = 0;
  const char* data = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (!data) throw py::error_already_set();
  return {data, static_cast<std::size_t>(size)};
}

std::string_view octets(const py::object& value) {
  if (value.is_none()) return {};
  if (PyUnicode_Check(value.ptr())) return view(py::reinterpret_borrow<py::str>(value));
  char* data = nullptr;
  Py_ssize_t size = 0;
  if (PyBytes_AsStringAndSize(value.ptr(), &data, &size) != 0) throw py::error_already_set();
  return {data, static_cast<std::size_t>(size)};
}

py::dict flat(const zato::Params& params) {
  py::dict out;
  for (const auto& [name, value] : params) {
    const auto key = text(name);
    if (!out.contains(key)) {
      out[key] = text(value);
    } else if (const py::object known = out[key]; PyList_Check(known.ptr())) {
      py::reinterpret_borrow<py::list>(known).append(text(value));
    } else {
      py::list both;
      both.append(known);
      both.append(text(value));
      out[key] = both;
    }
  }
  return out;
}

py::list pairs(const zato::Headers& headers) {
  py::list out;
  for (const auto& [name, value] : headers) out.append(py::make_tuple(text(name), text(value)));
  return out;
}

py::dict dict_of(const zato::Environ& environ) {
  py::dict out;
  for (const auto& [name, value] : environ) out[text(name)] = text(value);
  return out;
}

void fill(zato::Headers& headers, const py::object& from) {
  for (const auto& [name, value] : from.cast<py::dict>())
    headers.set(view(py::str(name)), std::string(view(py::str(value))));
}

namespace {
void add_pairs(auto& fields, const py::list& from) {
  for (const auto& one : from) {
    const auto pair = py::reinterpret_borrow<py::tuple>(one);
    fields.add(std::string(view(py::str(pair[0]))), std::string(view(py::str(pair[1]))));
  }
}
}  // namespace

void fill(zato::Headers& headers, const py::list& from) { add_pairs(headers, from); }
void fill(zato::Params& params, const py::list& from) { add_pairs(params, from); }

void fill(zato::Environ& environ, const py::object& from) {
  for (const auto& [name, value] : from.cast<py::dict>()) {
    if (PyUnicode_Check(name.ptr()) && PyUnicode_Check(value.ptr())) {
      environ.emplace(view(py::reinterpret_borrow<py::str>(name)), view(py::reinterpret_borrow<py::str>(value)));
    }
  }
}

}  // namespace zato::service::python
