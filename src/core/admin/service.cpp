#include "admin/service.hpp"

namespace zato::admin {

std::string response_element(std::string_view service) {
  std::string element;
  for (const char c : service) element += c == '.' || c == '-' ? '_' : c;
  return element + "_response";
}

Json in_element(const Service& service, Answer answer) {
  Json out = {{response_element(service.name), std::move(answer.body)}};
  if (!answer.meta.is_null()) out["_meta"] = std::move(answer.meta);
  return out;
}

Json bare(const Service& service, Answer answer) {
  if (answer.meta.is_null() || !answer.meta_wanted) return std::move(answer.body);
  return in_element(service, std::move(answer));
}

}  // namespace zato::admin
