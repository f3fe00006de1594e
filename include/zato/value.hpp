// Value: a value whose kind is known only when the service runs: what a JSON, XML, CSV or form message can hold.
// Elements that are not declared more closely are Values (zato/simpleio.hpp), and so are user configuration and JSON in
// the cache.
//
//   zato::Dict order{{"id", 5}, {"tags", zato::List<>{"new", "express"}}};
//   order["customer"] = "Joan";
//   if (const zato::Value* id = order.find("id"); id && id->is_int()) use(id->as_int());
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace zato {

class Value;

template <class T = Value>
using List = std::vector<T>;

// A Value is of another kind than it was asked for, or a key is not there. Uncaught, it is a 500 without details.
class ValueError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Names and their values, in the order they came in. One value per name.
class Dict {
 public:
  using Item = std::pair<std::string, Value>;

  using Items = std::vector<Item>;

  Dict() noexcept;
  Dict(std::initializer_list<Item> items);
  Dict(const Dict&);
  Dict(Dict&&) noexcept;
  Dict& operator=(const Dict&);
  Dict& operator=(Dict&&) noexcept;
  ~Dict();

  bool empty() const noexcept;
  std::size_t size() const noexcept;
  Items::const_iterator begin() const noexcept;
  Items::const_iterator end() const noexcept;

  const Value* find(std::string_view name) const noexcept;  // null: not there
  Value* find(std::string_view name) noexcept;
  bool contains(std::string_view name) const noexcept;
  const Value& at(std::string_view name) const;  // ValueError
  Value& operator[](std::string_view name);      // adds null where it is not there
  const Value& operator[](std::string_view name) const;
  void erase(std::string_view name);

  // For those who know that the name is new.
  void append(std::string name, Value value);
  void reserve(std::size_t count);

  friend bool operator==(const Dict&, const Dict&);

 private:
  Items items_;
};

using DictList = List<Dict>;

class Value {
 public:
  enum class Kind { kNull, kBool, kInt, kFloat, kText, kList, kDict };

  Value() noexcept = default;
  Value(std::nullptr_t) noexcept {}
  Value(std::same_as<bool> auto value) noexcept : value_(value) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) Value(T value)
  noexcept {
    if (std::in_range<std::int64_t>(value))
      value_ = static_cast<std::int64_t>(value);
    else
      value_ = static_cast<double>(value);
  }
  Value(std::floating_point auto value) noexcept : value_(static_cast<double>(value)) {}
  Value(std::string value) noexcept : value_(std::move(value)) {}
  Value(std::string_view value) : value_(std::string(value)) {}
  Value(const char* value) : value_(std::string(value)) {}
  Value(List<Value> value) noexcept : value_(std::move(value)) {}
  Value(Dict value) noexcept : value_(std::move(value)) {}

  Kind kind() const noexcept { return static_cast<Kind>(value_.index()); }
  bool is_null() const noexcept { return kind() == Kind::kNull; }
  bool is_bool() const noexcept { return kind() == Kind::kBool; }
  bool is_int() const noexcept { return kind() == Kind::kInt; }
  bool is_float() const noexcept { return kind() == Kind::kFloat; }
  bool is_text() const noexcept { return kind() == Kind::kText; }
  bool is_list() const noexcept { return kind() == Kind::kList; }
  bool is_dict() const noexcept { return kind() == Kind::kDict; }

  // What it is, if it is of that kind; otherwise ValueError.
  bool as_bool() const { return get<bool>("a boolean"); }
  std::int64_t as_int() const { return get<std::int64_t>("an integer"); }
  double as_float() const { return is_int() ? static_cast<double>(as_int()) : get<double>("a number"); }
  const std::string& as_text() const { return get<std::string>("text"); }
  const List<Value>& as_list() const { return get<List<Value>>("a list"); }
  const Dict& as_dict() const { return get<Dict>("a dict"); }
  List<Value>& as_list() { return const_cast<List<Value>&>(std::as_const(*this).as_list()); }
  Dict& as_dict() { return const_cast<Dict&>(std::as_const(*this).as_dict()); }

  // Of a dict and of a list: value["lines"][0]["sku"]
  const Value& operator[](std::string_view name) const { return as_dict().at(name); }
  const Value& operator[](const char* name) const { return as_dict().at(name); }
  const Value& operator[](std::integral auto index) const {
    if (!std::in_range<std::size_t>(index) || static_cast<std::size_t>(index) >= as_list().size())
      throw ValueError("the list has no such index");
    return as_list()[static_cast<std::size_t>(index)];
  }

  // In words, for messages: "an integer".
  std::string_view kind_name() const noexcept {
    static constexpr std::string_view kNames[] = {"null", "a boolean", "an integer", "a number",
                                                  "text", "a list",    "a dict"};
    return kNames[value_.index()];
  }

  friend bool operator==(const Value&, const Value&) = default;

 private:
  template <class T>
  const T& get(const char* wanted) const {
    if (const T* value = std::get_if<T>(&value_)) return *value;
    throw ValueError(std::string(kind_name()) + " was found where " + wanted + " is wanted");
  }

  std::variant<std::monostate, bool, std::int64_t, double, std::string, List<Value>, Dict> value_;
};

inline Dict::Dict() noexcept = default;
inline Dict::Dict(const Dict&) = default;
inline Dict::Dict(Dict&&) noexcept = default;
inline Dict& Dict::operator=(const Dict&) = default;
inline Dict& Dict::operator=(Dict&&) noexcept = default;
inline Dict::~Dict() = default;

inline bool Dict::empty() const noexcept { return items_.empty(); }
inline std::size_t Dict::size() const noexcept { return items_.size(); }
inline Dict::Items::const_iterator Dict::begin() const noexcept { return items_.begin(); }
inline Dict::Items::const_iterator Dict::end() const noexcept { return items_.end(); }
inline const Value& Dict::operator[](std::string_view name) const { return at(name); }

inline Dict::Dict(std::initializer_list<Item> items) {
  for (const Item& item : items) (*this)[item.first] = item.second;
}

inline const Value* Dict::find(std::string_view name) const noexcept {
  for (const Item& item : items_) {
    if (item.first == name) return &item.second;
  }
  return nullptr;
}

inline Value* Dict::find(std::string_view name) noexcept { return const_cast<Value*>(std::as_const(*this).find(name)); }

inline bool Dict::contains(std::string_view name) const noexcept { return find(name) != nullptr; }

inline const Value& Dict::at(std::string_view name) const {
  if (const Value* value = find(name)) return *value;
  throw ValueError("there is no key `" + std::string(name) + "`");
}

inline Value& Dict::operator[](std::string_view name) {
  if (Value* value = find(name)) return *value;
  return items_.emplace_back(std::string(name), Value()).second;
}

inline void Dict::erase(std::string_view name) {
  std::erase_if(items_, [name](const Item& item) { return item.first == name; });
}

inline void Dict::append(std::string name, Value value) { items_.emplace_back(std::move(name), std::move(value)); }
inline void Dict::reserve(std::size_t count) { items_.reserve(count); }
inline bool operator==(const Dict& a, const Dict& b) { return a.items_ == b.items_; }

}  // namespace zato
