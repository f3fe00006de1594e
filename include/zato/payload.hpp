// Payload: the bytes of a request, a response or an invocation. Anything with a Codec converts to and from it:
//   response.payload = Json{{"name", "Joan"}};   auto input = request.payload.as<zato::Json>();   (zato/json.hpp)
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

namespace zato {

// Specialise to let a type be a payload:
//   static T parse(std::string_view bytes);            throws zato::BadRequest
//   static std::string write(const T& value);
//   static constexpr std::string_view kMediaType;      used where neither response nor channel name a content type
template <class T>
struct Codec;

template <class T>
concept Encodable = requires(const T& value) {
  { Codec<T>::write(value) } -> std::convertible_to<std::string>;
};

class Payload {
 public:
  Payload() = default;
  Payload(std::string bytes) : bytes_(std::move(bytes)) {}
  Payload(std::string_view bytes) : bytes_(bytes) {}
  Payload(const char* text) : bytes_(text) {}
  Payload(std::string bytes, std::string media_type) : bytes_(std::move(bytes)), media_type_(std::move(media_type)) {}
  template <Encodable T>
  Payload(const T& value) : bytes_(Codec<T>::write(value)), media_type_(Codec<T>::kMediaType) {}

  template <class T>
  T as() const {
    return Codec<T>::parse(bytes_);
  }
  const std::string& bytes() const& noexcept { return bytes_; }
  std::string bytes() && noexcept { return std::move(bytes_); }
  operator std::string_view() const noexcept { return bytes_; }

  bool empty() const noexcept { return bytes_.empty(); }
  std::size_t size() const noexcept { return bytes_.size(); }
  const std::string& media_type() const noexcept { return media_type_; }  // empty for plain bytes

  friend bool operator==(const Payload& a, std::string_view b) noexcept { return a.bytes_ == b; }

 private:
  std::string bytes_;
  std::string media_type_;
};

}  // namespace zato
