// Replies of Redis (reply.hpp).
#include "broker/reply.hpp"

#include <array>
#include <utility>

namespace zato::broker {

bool Reply::is_ok() const noexcept {
  const auto* status = std::get_if<Status>(&value_);
  return status && status->text == "OK";
}

std::string_view Reply::text() const noexcept {
  if (const auto* string = std::get_if<std::string>(&value_)) return *string;
  if (const auto* status = std::get_if<Status>(&value_)) return status->text;
  return {};
}

const Reply::Array& Reply::array() const noexcept {
  static const Array none;
  const auto* array = std::get_if<Array>(&value_);
  return array ? *array : none;
}

std::int64_t Reply::integer() const noexcept {
  const auto* integer = std::get_if<std::int64_t>(&value_);
  return integer ? *integer : 0;
}

std::string_view Reply::operator[](std::string_view key) const noexcept {
  const Array& items = array();
  for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
    if (items[i].text() == key) return items[i + 1].text();
  }
  return {};
}

std::string Reply::describe() const {
  struct Describer {
    std::string operator()(Nil) const { return "(nil)"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const Status& status) const { return status.text; }
    std::string operator()(const std::string& text) const { return '"' + text + '"'; }
    std::string operator()(const Refusal& refusal) const { return "(error) " + refusal.text; }
    std::string operator()(const Array& items) const {
      std::string out = "[";
      for (const Reply& item : items) out += (out.size() > 1 ? ", " : "") + item.describe();
      return out + "]";
    }
  };
  return std::visit(Describer{}, value_);
}

base::Error error_of(const Reply::Refusal& refusal, std::string_view command) {
  using base::Code;
  static constexpr std::array<std::pair<std::string_view, Code>, 13> kCodes{{{"NOAUTH", Code::kUnauthenticated},
                                                                             {"WRONGPASS", Code::kUnauthenticated},
                                                                             {"NOPERM", Code::kPermissionDenied},
                                                                             {"OOM", Code::kResourceExhausted},
                                                                             {"LOADING", Code::kUnavailable},
                                                                             {"BUSY", Code::kUnavailable},
                                                                             {"MASTERDOWN", Code::kUnavailable},
                                                                             {"READONLY", Code::kUnavailable},
                                                                             {"MISCONF", Code::kUnavailable},
                                                                             {"BUSYGROUP", Code::kAlreadyExists},
                                                                             {"NOGROUP", Code::kNotFound},
                                                                             {"EXECABORT", Code::kConflict},
                                                                             {"FENCED", Code::kConflict}}};
  const std::string_view word = std::string_view(refusal.text).substr(0, refusal.text.find(' '));
  Code code = Code::kInvalidArgument;
  for (const auto& [prefix, meaning] : kCodes) {
    if (word == prefix) code = meaning;
  }
  // "unknown command" repeats the arguments, and those of AUTH are a secret.
  const std::string why =
      refusal.text.find("with args beginning with") == std::string::npos ? refusal.text : "ERR unknown command";
  return {code, "redis refused " + std::string(command) + ": " + why};
}

}  // namespace zato::broker
