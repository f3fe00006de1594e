#include "base/charset.hpp"

#include <iconv.h>

#include <cerrno>
#include <cstdint>

#include "base/text.hpp"

namespace zato::base {
namespace {

constexpr const char* kUtf8 = "UTF-8";

class Converter {
 public:
  Converter(const char* to, const char* from) : handle_(::iconv_open(to, from)) {}
  ~Converter() {
    if (good()) ::iconv_close(handle_);
  }
  Converter(const Converter&) = delete;

  // iconv's mark for an unknown set is (iconv_t)-1
  bool good() const { return reinterpret_cast<std::intptr_t>(handle_) != -1; }

  // An empty `text` brings sets with shift states back to their first.
  bool run(std::string_view& text, std::string& out) {
    char* from = const_cast<char*>(text.data());  // iconv does not write there
    std::size_t left = text.size();
    for (bool more = true; more;) {
      char buffer[4096];
      char* to = buffer;
      std::size_t room = sizeof buffer;
      more = ::iconv(handle_, text.data() ? &from : nullptr, &left, &to, &room) == static_cast<std::size_t>(-1);
      out.append(buffer, sizeof buffer - room);
      if (more && errno != E2BIG) {
        text.remove_prefix(text.size() - left);
        return false;
      }
    }
    return true;
  }

 private:
  iconv_t handle_;
};

Result<std::string> convert(std::string_view text, const char* to, const char* from) {
  Converter converter(to, from);
  if (!converter.good())
    return fail(Code::kInvalidArgument, std::string("no such character set: ") + (means_utf8(from) ? to : from));
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  std::string_view rest = text, end = {};
  if (text.empty() || (converter.run(rest, out) && converter.run(end, out))) return out;
  return fail(Code::kInvalidArgument,
              "byte " + std::to_string(text.size() - rest.size()) + " cannot be converted from " + from + " to " + to);
}

}  // namespace

bool is_charset(const std::string& name) { return Converter(kUtf8, name.c_str()).good(); }

bool means_utf8(std::string_view charset) noexcept {
  return charset.empty() || iequals(charset, "utf-8") || iequals(charset, "utf8") || iequals(charset, "us-ascii") ||
         iequals(charset, "ascii");
}

Result<std::string> to_utf8(std::string_view text, const std::string& charset) {
  return convert(text, kUtf8, charset.c_str());
}

Result<std::string> from_utf8(std::string_view text, const std::string& charset) {
  return convert(text, charset.c_str(), kUtf8);
}

}  // namespace zato::base
