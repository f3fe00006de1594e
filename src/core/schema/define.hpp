// Define<T>: turns a plain struct into an ObjectType. Used by the files in objects/ only:
//   static const auto type = Define<Job>({.name = "job", …}).field("name", &Job::name, {.help = "…", .required =
//   true}).done();
#pragma once

#include <limits>
#include <type_traits>
#include <utility>

#include "schema/object_type.hpp"

namespace zato::schema {

// What a struct must have to be an object type; beside these it is free. T::type() gives its description.
template <class T>
concept Object = std::is_default_constructible_v<T> && requires(T object) {
  { object.id } -> std::same_as<Id&>;
  { object.version } -> std::same_as<std::int64_t&>;
  { object.name } -> std::same_as<std::string&>;
  { T::type() } -> std::same_as<const ObjectType&>;
};

namespace detail {

template <class M>
struct Member {
  using Plain = M;
  static constexpr bool kNullable = false;
};
template <class M>
struct Member<std::optional<M>> {
  using Plain = M;
  static constexpr bool kNullable = true;
};

template <class M>
Kind kind_of(const Meta& meta) {
  if constexpr (std::is_same_v<M, bool>)
    return Kind::kBool;
  else if constexpr (std::is_integral_v<M>)
    return meta.ref.empty() ? Kind::kInt : Kind::kRef;
  else if constexpr (std::is_floating_point_v<M>)
    return Kind::kFloat;
  else if constexpr (std::is_same_v<M, base::Secret>)
    return Kind::kSecret;
  else if constexpr (std::is_same_v<M, List>)
    return Kind::kList;
  else {
    static_assert(std::is_same_v<M, std::string>,
                  "an object type's field is bool, a number, a string, a Secret or a List");
    if (!meta.one_of.empty()) return Kind::kEnum;
    return meta.multiline ? Kind::kText : Kind::kString;
  }
}

template <class M>
Value to_value(const M& member) {
  if constexpr (std::is_integral_v<M> && !std::is_same_v<M, bool>)
    return static_cast<std::int64_t>(member);
  else if constexpr (std::is_floating_point_v<M>)
    return static_cast<double>(member);
  else
    return member;
}

template <class M>
std::string from_value(Value&& value, M& member) {
  if constexpr (std::is_integral_v<M> && !std::is_same_v<M, bool>) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (!number) return "must be an integer";
    if (!std::in_range<M>(*number)) return "is out of range";
    member = static_cast<M>(*number);
  } else if constexpr (std::is_floating_point_v<M>) {
    if (const auto* whole = std::get_if<std::int64_t>(&value))
      member = static_cast<M>(*whole);
    else if (const auto* number = std::get_if<double>(&value))
      member = static_cast<M>(*number);
    else
      return "must be a number";
  } else if constexpr (std::is_same_v<M, base::Secret>) {
    if (auto* secret = std::get_if<base::Secret>(&value))
      member = std::move(*secret);
    else if (auto* text = std::get_if<std::string>(&value))
      member = base::Secret(std::move(*text));
    else
      return "must be a string";
  } else {
    auto* same = std::get_if<M>(&value);
    if (!same)
      return std::is_same_v<M, bool>   ? "must be true or false"
             : std::is_same_v<M, List> ? "must be a list"
                                       : "must be a string";
    member = std::move(*same);
  }
  return {};
}

template <class T>
class TypedCollection final : public Collection {
 public:
  void* append() override { return &items.emplace_back(); }
  const void* at(std::size_t index) const override { return &items[index]; }
  std::size_t size() const override { return items.size(); }

  std::vector<T> items;
};

}  // namespace detail

template <Object T>
class Define {
 public:
  // Table, plural, family, noun and section follow from the name where they are left out.
  explicit Define(ObjectType type) : type_(std::move(type)) {
    type_.create = [] { return std::make_shared<T>(); };
    type_.collection = [] { return std::make_unique<detail::TypedCollection<T>>(); };
    type_.system = [](const void* object) { return system_of(*static_cast<const T*>(object)); };
    type_.set_system = [](void* object, const System& system) { set_system_of(*static_cast<T*>(object), system); };
    type_.cross_check = [](const void*) { return std::vector<Problem>(); };
    if (type_.table.empty()) type_.table = type_.name;
    if (type_.family.empty()) type_.family = type_.name;
    if (type_.plural.empty()) type_.plural = type_.label + "s";
    if (type_.section.empty()) type_.section = type_.name;
  }

  template <class M>
  Define&& field(std::string name, M T::*member, Meta meta) && {
    add<M>(
        std::move(name), std::move(meta), [member](auto& object) -> auto& { return object.*member; });
    return std::move(*this);
  }

  // The fields of a struct that several types hold as a member; B::describe(block) lists them with block.field(…).
  template <class B>
  Define&& block(B T::*member) && {
    B::describe(Block<B>{*this, member});
    return std::move(*this);
  }

  Define&& fixed(std::string column, std::string value) && {
    type_.fixed.emplace_back(std::move(column), std::move(value));
    return std::move(*this);
  }

  Define&& unique(std::vector<std::string> fields) && {
    type_.uniques.push_back(std::move(fields));
    return std::move(*this);
  }

  Define&& check(std::vector<Problem> (*rules)(const T&)) && {
    type_.cross_check = [rules](const void* object) { return rules(*static_cast<const T*>(object)); };
    return std::move(*this);
  }

  ObjectType done() && { return std::move(type_); }

 private:
  template <class B>
  struct Block {
    Define& define;
    B T::*outer;

    template <class M>
    void field(std::string name, M B::*inner, Meta meta) const {
      define.template add<M>(
          std::move(name), std::move(meta),
          [ outer = outer, inner ](auto& object) -> auto& { return object.*outer.*inner; });
    }
  };

  template <class M, class Access>
  void add(std::string name, Meta meta, Access access) {
    using Plain = typename detail::Member<M>::Plain;
    Field field{std::move(meta), std::move(name)};
    field.kind = detail::kind_of<Plain>(field);
    field.nullable = detail::Member<M>::kNullable;
    field.get = [access](const void* object) -> Value { return read(access(*static_cast<const T*>(object))); };
    field.set = [access](void* object, Value value) {
      return write(std::move(value), access(*static_cast<T*>(object)));
    };
    const T untouched;
    field.initial = field.get(&untouched);
    type_.fields.push_back(std::move(field));
  }

  template <class M>
  static Value read(const M& member) {
    if constexpr (detail::Member<M>::kNullable)
      return member ? detail::to_value(*member) : Value();
    else
      return detail::to_value(member);
  }

  template <class M>
  static std::string write(Value&& value, M& member) {
    if constexpr (detail::Member<M>::kNullable) {
      if (is_null(value)) {
        member.reset();
        return {};
      }
      return detail::from_value(std::move(value), member.emplace());
    } else {
      return detail::from_value(std::move(value), member);
    }
  }

  static System system_of(const T& object) {
    System system{.id = object.id, .version = object.version};
    if constexpr (requires { object.cluster_id; }) system.cluster_id = object.cluster_id;
    return system;
  }

  static void set_system_of(T& object, const System& system) {
    object.id = system.id;
    object.version = system.version;
    if constexpr (requires { object.cluster_id; }) object.cluster_id = system.cluster_id;
  }

  ObjectType type_;
};

}  // namespace zato::schema
