// Rules for keys and certificates in PEM form. They look at the envelope; what is inside is read by whoever uses it.
#include <algorithm>
#include <vector>

#include "objects/rules.hpp"

namespace zato::objects {

namespace {

struct Envelope {
  std::vector<std::string> labels;  // "CERTIFICATE", "RSA PRIVATE KEY"
  std::string wrong;
};

bool is_base64(std::string_view body) {
  return std::all_of(body.begin(), body.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/' ||
           c == '=' || c == '\n' || c == '\r';
  });
}

Envelope open(const std::string& text) {
  constexpr std::string_view kBegin = "-----BEGIN ", kDashes = "-----";
  Envelope envelope;
  for (std::size_t at = 0; (at = text.find(kBegin, at)) != std::string::npos;) {
    const auto name = at + kBegin.size();
    const auto label = text.substr(name, text.find(kDashes, name) - name);
    const auto body = name + label.size() + kDashes.size();
    const auto end_line = "-----END " + label + "-----";
    const auto end = text.find(end_line, std::min(body, text.size()));
    if (end == std::string::npos) return {{}, "has no END line for its `" + label + "`"};
    const bool encrypted = text.find("Proc-Type:", body) < end;  // has headers before the body
    if (!encrypted && !is_base64(std::string_view(text).substr(body, end - body)))
      return {{}, "has a `" + label + "` that is not base64"};
    envelope.labels.push_back(label);
    at = end + end_line.size();
  }
  return envelope;
}

bool holds(const Envelope& envelope, std::string_view ending) {
  return std::any_of(envelope.labels.begin(), envelope.labels.end(),
                     [&](const auto& label) { return label.ends_with(ending); });
}

}  // namespace

std::string certificates(const std::string& text) {
  const auto envelope = open(text);
  if (!envelope.wrong.empty()) return envelope.wrong;
  if (holds(envelope, "PRIVATE KEY")) return "holds a private key, which does not belong here";
  return text.empty() || holds(envelope, "CERTIFICATE") ? "" : "holds no certificate in PEM form";
}

std::string key_and_certificates(const std::string& text) {
  const auto envelope = open(text);
  if (text.empty() || !envelope.wrong.empty()) return envelope.wrong;
  if (!holds(envelope, "PRIVATE KEY")) return "holds no private key in PEM form";
  return holds(envelope, "CERTIFICATE") ? "" : "holds no certificate in PEM form";
}

}  // namespace zato::objects
