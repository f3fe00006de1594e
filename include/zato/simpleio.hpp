// SimpleIO: services that declare what they take and what they answer. The declaration is a struct whose members have
// the types of zato/types.hpp:
//
//   struct Order {
//     zato::Int id = 0;
//     zato::Text customer;
//     std::optional<zato::Date> due;
//     zato::Int count = 1;
//
//     static constexpr auto elements() {
//       return zato::elements("id", &Order::id, "customer", &Order::customer, "-due", &Order::due, "-count",
//       &Order::count);
//     }
//   };
//
//   class PlaceOrder : public zato::SimpleIO<Order, Receipt> {
//     void handle() override { output.total = price_of(input.customer) * input.count; }
//   };
//
// A name that begins with - is optional: where input lacks it, or has null or (unless it is text) an empty text there,
// the member keeps its default. Anything else is required. In output, an optional element that is an empty
// std::optional is left out; a required one that is empty is an error of the service. Input that is not declared is
// dropped.
//
// Input is the message in the data format of the channel (json, xml, csv, form; json where there is none) and the
// parameters of the URL, which win unless the channel says otherwise. What is missing or of the wrong kind is a 400
// that names the element, the rule and what was found instead, never its value. Members may be structs with elements()
// themselves, and vectors of such.
//
// Input or output that is a list (JSON arrays, CSV with several lines): SimpleIO<std::vector<Order>,
// std::vector<Receipt>>. Without input: SimpleIO<zato::None, Receipt>. Without output: SimpleIO<Order>; such a service
// sets response.payload itself.
#pragma once

#include <charconv>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "zato/service.hpp"
#include "zato/types.hpp"

namespace zato {

struct None {};

namespace detail {

template <class Owner, class T>
struct Element {
  std::string_view name;
  T Owner::*member;
  bool required;
};

struct NoElements {
  template <class F>
  constexpr void each(F&&) const {}
};

template <class Head, class Tail>
struct Elements {
  Head head;
  Tail tail;

  template <class F>
  constexpr void each(F&& f) const {
    f(head);
    tail.each(f);
  }
};

constexpr NoElements declared() { return {}; }

template <class Owner, class T, class... More>
constexpr auto declared(std::string_view name, T Owner::*member, More... more) {
  const bool required = !name.starts_with('-');
  const Element<Owner, T> head{required ? name : name.substr(1), member, required};
  return Elements<Element<Owner, T>, decltype(declared(more...))>{head, declared(more...)};
}

}  // namespace detail

// Pairs of a name and a pointer to a member. See above.
template <class... NamesAndMembers>
constexpr auto elements(NamesAndMembers... names_and_members) {
  return detail::declared(names_and_members...);
}

template <class T>
concept HasElements = requires {
  T::elements();
};

namespace detail {

// Where in the message something is: /lines[0]/sku. Lives on the stack of whoever reads.
struct Where {
  const Where* within = nullptr;
  std::string_view name = {};
  std::size_t index = 0;

  std::string text() const {
    if (!within) return std::string(name);
    const std::string outer = within->text();
    if (name.empty())
      return (outer.starts_with('/') || outer.empty() ? outer : "/" + outer) + "[" + std::to_string(index) + "]";
    if (outer.empty()) return std::string(name);
    return (outer.starts_with('/') ? outer : "/" + outer) + "/" + std::string(name);
  }
};

[[noreturn]] inline void refuse(const Where& where, std::string_view rule, const Value& found) {
  const std::string name = where.text();
  throw BadRequest("Element invalid: {} must be {}, not {}", name.empty() ? std::string("the message") : name, rule,
                   found.kind_name());
}

// How a T is read and written. kRule: what it must be, for those who sent something else.
template <class T>
struct Conversion;

inline std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

template <class T>
bool number_in(std::string_view text, T& into) {
  text = trimmed(text);
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto end = std::from_chars(text.data(), text.data() + text.size(), into);
  return end.ec == std::errc() && end.ptr == text.data() + text.size() && !text.empty();
}

template <std::integral T>
requires(!std::same_as<T, bool>) struct Conversion<T> {
  static constexpr std::string_view kRule = "an integer";
  static void read(const Value& from, T& into, const Where& where) {
    std::int64_t number = 0;
    if (from.is_int())
      number = from.as_int();
    else if (from.is_float() && from.as_float() >= -9e15 && from.as_float() <= 9e15)
      number = static_cast<std::int64_t>(from.as_float());
    else if (!from.is_text() || !number_in(from.as_text(), number))
      refuse(where, kRule, from);
    if (from.is_float() && static_cast<double>(number) != from.as_float()) refuse(where, kRule, from);
    if (!std::in_range<T>(number)) {
      refuse(where, format("an integer from {} to {}", std::numeric_limits<T>::min(), std::numeric_limits<T>::max()),
             "a greater one");
    }
    into = static_cast<T>(number);
  }
  static Value write(T value) { return value; }

 private:
  [[noreturn]] static void refuse(const Where& where, std::string_view rule, const Value& found) {
    detail::refuse(where, rule, found);
  }
  [[noreturn]] static void refuse(const Where& where, std::string_view rule, const char* found) {
    throw BadRequest("Element invalid: {} must be {}, not {}", where.text(), rule, found);
  }
};

template <>
struct Conversion<bool> {
  static constexpr std::string_view kRule = "a boolean";
  static void read(const Value& from, bool& into, const Where& where) {
    if (from.is_bool())
      into = from.as_bool();
    else if (from.is_int())
      into = from.as_int() != 0;
    else if (from.is_float())
      into = from.as_float() != 0;
    else if (!from.is_text() || !read_text(trimmed(from.as_text()), into))
      refuse(where, kRule, from);
  }
  static Value write(bool value) { return value; }

 private:
  static bool read_text(std::string_view text, bool& into) {
    for (const std::string_view word : {"true", "yes", "on", "y", "t", "1"}) {
      if (same_ignoring_case(text, word)) return into = true;
    }
    for (const std::string_view word : {"false", "no", "off", "n", "f", "0"}) {
      if (same_ignoring_case(text, word)) return into = false, true;
    }
    return false;
  }
};

template <std::floating_point T>
struct Conversion<T> {
  static constexpr std::string_view kRule = "a number";
  static void read(const Value& from, T& into, const Where& where) {
    if (from.is_int() || from.is_float())
      into = static_cast<T>(from.as_float());
    else if (!from.is_text() || !number_in(from.as_text(), into))
      refuse(where, kRule, from);
  }
  static Value write(T value) { return value; }
};

// Numbers and booleans as they are written in JSON.
inline bool scalar_text(const Value& from, std::string& into) {
  if (from.is_text())
    into = from.as_text();
  else if (from.is_bool())
    into = from.as_bool() ? "true" : "false";
  else if (from.is_int())
    into = std::to_string(from.as_int());
  else if (from.is_float())
    into = format("{}", from.as_float());
  else
    return false;
  return true;
}

template <>
struct Conversion<std::string> {
  static constexpr std::string_view kRule = "text";
  static void read(const Value& from, std::string& into, const Where& where) {
    if (!scalar_text(from, into)) refuse(where, kRule, from);
  }
  static Value write(const std::string& value) { return value; }
};

template <>
struct Conversion<Secret> {
  static constexpr std::string_view kRule = "text";
  static void read(const Value& from, Secret& into, const Where& where) {
    std::string text;
    Conversion<std::string>::read(from, text, where);
    into = Secret(std::move(text));
  }
  static Value write(const Secret& value) { return value.reveal(); }
};

template <>
struct Conversion<Decimal> {
  static constexpr std::string_view kRule = "a decimal number";
  static void read(const Value& from, Decimal& into, const Where& where) {
    std::string text;
    const auto value = !from.is_bool() && scalar_text(from, text) ? Decimal::parse(trimmed(text)) : std::nullopt;
    if (!value) refuse(where, kRule, from);
    into = *value;
  }
  static Value write(const Decimal& value) { return value.text(); }
};

// Those that are texts of a form of their own.
template <class T, std::optional<T> (*kParse)(std::string_view)>
struct TextConversion {
  static void read_as(std::string_view rule, const Value& from, T& into, const Where& where) {
    const auto value = from.is_text() ? kParse(trimmed(from.as_text())) : std::nullopt;
    if (!value) refuse(where, rule, from);
    into = *value;
  }
};

template <>
struct Conversion<Date> : TextConversion<Date, parse_date> {
  static constexpr std::string_view kRule = "a date such as 2026-03-04";
  static void read(const Value& from, Date& into, const Where& where) { read_as(kRule, from, into, where); }
  static Value write(const Date& value) { return to_text(value); }
};

template <>
struct Conversion<DateTime> : TextConversion<DateTime, parse_date_time> {
  static constexpr std::string_view kRule = "a date and time such as 2026-03-04T05:06:07Z";
  static void read(const Value& from, DateTime& into, const Where& where) { read_as(kRule, from, into, where); }
  static Value write(const DateTime& value) { return to_text(value); }
};

template <>
struct Conversion<UUID> : TextConversion<UUID, UUID::parse> {
  static constexpr std::string_view kRule = "a UUID";
  static void read(const Value& from, UUID& into, const Where& where) { read_as(kRule, from, into, where); }
  static Value write(const UUID& value) { return value.hex(); }
};

template <>
struct Conversion<CSV> {
  static constexpr std::string_view kRule = "values between commas";
  static void read(const Value& from, CSV& into, const Where& where) {
    into.clear();
    if (from.is_list()) {
      for (const auto& item : from.as_list()) {
        if (!scalar_text(item, into.emplace_back())) refuse(where, kRule, item);
      }
      return;
    }
    std::string text;
    if (!scalar_text(from, text)) refuse(where, kRule, from);
    for (std::string_view rest = text;;) {
      const auto comma = rest.find(',');
      into.emplace_back(rest.substr(0, comma));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  static Value write(const CSV& value) {
    std::string out;
    for (const auto& one : value) out += (out.empty() && &one == &value.front() ? "" : ",") + one;
    return out;
  }
};

template <>
struct Conversion<Value> {
  static constexpr std::string_view kRule = "anything";
  static void read(const Value& from, Value& into, const Where&) { into = from; }
  static Value write(const Value& value) { return value; }
};

template <>
struct Conversion<Dict> {
  static constexpr std::string_view kRule = "a dict";
  static void read(const Value& from, Dict& into, const Where& where) {
    if (!from.is_dict()) refuse(where, kRule, from);
    into = from.as_dict();
  }
  static Value write(const Dict& value) { return value; }
};

template <class T>
struct Conversion<std::optional<T>> {
  static constexpr std::string_view kRule = Conversion<T>::kRule;
  static void read(const Value& from, std::optional<T>& into, const Where& where) {
    if (from.is_null())
      into.reset();
    else
      Conversion<T>::read(from, into.emplace(), where);
  }
  static Value write(const std::optional<T>& value) { return value ? Conversion<T>::write(*value) : Value(); }
};

template <class T>
struct Conversion<std::vector<T>> {
  static constexpr std::string_view kRule = "a list";
  static void read(const Value& from, std::vector<T>& into, const Where& where) {
    into.clear();
    if (from.is_null() || (from.is_text() && from.as_text().empty())) return;
    if (!from.is_list()) return Conversion<T>::read(from, into.emplace_back(), Where{&where, {}, 0});
    into.reserve(from.as_list().size());
    for (const auto& item : from.as_list()) {
      const Where at{&where, {}, into.size()};
      T one{};
      Conversion<T>::read(item, one, at);
      into.push_back(std::move(one));
    }
  }
  static Value write(const std::vector<T>& value) {
    List<> out;
    out.reserve(value.size());
    for (const T& one : value) out.push_back(Conversion<T>::write(one));
    return out;
  }
};

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;
template <class T>
inline constexpr bool kTakesEmptyText =
    std::same_as<T, std::string> || std::same_as<T, Value> || std::same_as<T, Secret> || std::same_as<T, CSV>;
template <class T>
inline constexpr bool kTakesEmptyText<std::optional<T>> = kTakesEmptyText<T>;
template <class T>
inline constexpr bool kTakesEmptyText<std::vector<T>> = true;
template <class T>
inline constexpr bool kTakesNull = kIsOptional<T> || std::same_as<T, Value>;
template <class T>
inline constexpr bool kTakesNull<std::vector<T>> = true;

// One element, out of what there is of it; null: nothing.
template <class T>
void read_element(const Value* from, T& into, bool required, const Where& where) {
  const bool nothing = !from || (!required && !kTakesNull<T> && from->is_null()) ||
                       (!required && !kTakesEmptyText<T> && from->is_text() && from->as_text().empty());
  if (!nothing) return Conversion<T>::read(*from, into, where);
  if (required)
    throw BadRequest("Element missing: {}; it is required and must be {}", where.text(), Conversion<T>::kRule);
}

template <class T, class Source>
void read_elements(T& into, const Source& source, const Where& where) {
  T::elements().each([&](const auto& element) {
    const Where at{&where, element.name};
    read_element(source.find(element.name), into.*element.member, element.required, at);
  });
}

template <class T>
Dict write_elements(const T& from) {
  Dict out;
  T::elements().each([&](const auto& element) {
    const auto& value = from.*element.member;
    if constexpr (kIsOptional<std::remove_cvref_t<decltype(value)>>) {
      if (!value) {
        if (element.required)
          throw ValueError("required output element `" + std::string(element.name) + "` is missing");
        return;
      }
    }
    out.append(std::string(element.name), Conversion<std::remove_cvref_t<decltype(value)>>::write(value));
  });
  return out;
}

template <HasElements T>
struct Conversion<T> {
  static constexpr std::string_view kRule = "a dict";
  static void read(const Value& from, T& into, const Where& where) {
    if (!from.is_dict()) refuse(where, kRule, from);
    read_elements(into, from.as_dict(), where);
  }
  static Value write(const T& value) { return write_elements(value); }
};

inline Value value_of(const Params& params, std::string_view name) {
  const auto all = params.all(name);
  if (all.size() == 1) return all[0];
  return List<>(all.begin(), all.end());
}

// Message and parameters of the URL as one.
class InputSource {
 public:
  InputSource(const Dict& message, const Params& params, Merge merge)
      : message_(message), params_(params), merge_(merge) {}

  const Value* find(std::string_view name) const {
    const bool in_params = merge_ != Merge::kMessageOnly && params_.contains(name);
    const Value* value = in_params && merge_ == Merge::kParamsWin ? nullptr : message_.find(name);
    if (value || !in_params) return value;
    return &(from_params_ = value_of(params_, name));
  }

 private:
  const Dict& message_;
  const Params& params_;
  Merge merge_;
  mutable Value from_params_;  // the one found last
};

inline Dict dict_of(const Params& params) {
  Dict dict;
  for (const auto& [name, value] : params) {
    if (!dict.contains(name)) dict.append(name, value_of(params, name));
  }
  return dict;
}

inline bool is_form(std::string_view format) { return format == "form" || format == "post"; }

inline Value message_of(const Request& request, Runtime& runtime) {
  if (!request.http.form.empty()) return dict_of(request.http.form);
  if (request.payload.empty()) return Dict();
  Parsed parsed = runtime.parse(request.data_format, std::string_view(request.payload));
  if (!parsed.problem.empty()) throw BadRequest(parsed.problem);
  return std::move(parsed.value);
}

template <class T>
void read_input(const Request& request, Runtime& runtime, T& into) {
  const Value message = message_of(request, runtime);
  if constexpr (HasElements<T>) {
    const bool one_line = message.is_list() && request.data_format == "csv" && message.as_list().size() == 1;
    const Value& only = one_line ? message.as_list()[0] : message;
    if (!only.is_dict()) refuse({}, "a dict", only);
    read_elements(into, InputSource(only.as_dict(), request.channel_params, request.merge), {});
  } else {
    const bool nothing = message.is_dict() && message.as_dict().empty();
    Conversion<T>::read(nothing ? Value() : message, into, {});
  }
}

// For the log: what elements hold, secrets masked.
template <class T>
std::string shown(const T& value) {
  if constexpr (HasElements<T>) {
    std::string out = "{";
    T::elements().each([&](const auto& element) {
      out += (out.size() > 1 ? ", " : "") + std::string(element.name) + ": " + shown(value.*element.member);
    });
    return out + "}";
  } else if constexpr (kIsOptional<T>) {
    return value ? shown(*value) : "none";
  } else if constexpr (requires {
                         typename T::allocator_type;
                         requires !std::convertible_to<T, std::string_view>;
                       }) {
    std::string out = "[";
    for (const auto& one : value) out += (out.size() > 1 ? ", " : "") + shown(one);
    return out + "]";
  } else if constexpr (std::same_as<T, Date> || std::same_as<T, DateTime>) {
    return to_text(value);
  } else if constexpr (std::same_as<T, Value> || std::same_as<T, Dict>) {
    return "…";  // it may hold anything
  } else {
    return format("{}", value);
  }
}

template <class T>
void write_output(const T& from, const Request& request, Runtime& runtime, Response& response) {
  Written written = runtime.write(request.data_format, Conversion<T>::write(from));
  if (!written.problem.empty()) throw ValueError(written.problem);
  response.payload = Payload(std::move(written.bytes), std::move(written.media_type));
}

}  // namespace detail

template <class Input = None, class Output = None>
class SimpleIO : public Service {
 public:
  Input input{};    // read before accept()
  Output output{};  // written after finalize_handle(), unless response.payload was set

 private:
  void read_input() final {
    if constexpr (!std::same_as<Input, None>) detail::read_input(request, runtime(), input);
  }
  std::string input_text() const final {
    if constexpr (std::same_as<Input, None>)
      return {};
    else
      return detail::shown(input);
  }
  void write_output() final {
    if constexpr (!std::same_as<Output, None>) {
      if (response.payload.empty()) detail::write_output(output, request, runtime(), response);
    }
  }
};

}  // namespace zato
