#include "http/method_set.hpp"

namespace zato::http {

std::string MethodSet::allow_text() const {
  std::string text;
  for (std::size_t i = 0; i < kMethodCount; ++i) {
    const auto method = static_cast<Method>(i);
    if (!answers(method)) continue;
    if (!text.empty()) text += ", ";
    text += method_name(method);
  }
  return text;
}

}  // namespace zato::http
