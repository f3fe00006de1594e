#include "odb/digest.hpp"

#include <fmt/core.h>

#include <bit>

namespace zato::odb {

namespace {

constexpr std::uint64_t scramble(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Two hashes at once, each of 64 bits and of a construction of its own. Every text comes with its length: ("ab", "c")
// and ("a", "bc") differ.
struct Hash {
  std::uint64_t high = 0xcbf29ce484222325, low = 0x9e3779b97f4a7c15;

  void mix(std::uint64_t word) {
    high = (high ^ scramble(word)) * 0x100000001b3;
    low = scramble(low + word);
  }
  void mix(std::string_view text) {
    mix(text.size());
    for (std::size_t at = 0; at < text.size(); at += 8) {
      std::uint64_t word = 0;
      for (std::size_t i = at; i < text.size() && i < at + 8; ++i)
        word = word << 8 | static_cast<unsigned char>(text[i]);
      mix(word);
    }
  }

  void operator()(std::monostate) {}
  void operator()(bool value) { mix(value ? 1U : 0U); }
  void operator()(std::int64_t value) { mix(static_cast<std::uint64_t>(value)); }
  void operator()(double value) { mix(std::bit_cast<std::uint64_t>(value)); }
  void operator()(const std::string& value) { mix(value); }
  void operator()(const base::Secret&) {}
  void operator()(const schema::List& value) {
    mix(value.size());
    for (const auto& item : value) mix(item);
  }
};

Hash hash_of(const schema::ObjectType& type, const void* object) {
  const auto system = type.system(object);
  Hash hash;
  hash.mix(type.name);
  hash.mix(static_cast<std::uint64_t>(system.id));
  hash.mix(static_cast<std::uint64_t>(system.version));
  for (const auto& field : type.fields) {
    if (field.state || field.kind == schema::Kind::kSecret) continue;
    const auto value = field.get(object);
    hash.mix(value.index());
    std::visit(hash, value);
  }
  return {.high = scramble(hash.high), .low = scramble(hash.low)};
}

}  // namespace

void Digest::add(const schema::ObjectType& type, const void* object) {
  const auto hash = hash_of(type, object);
  high_ += hash.high;
  low_ += hash.low;
}

void Digest::subtract(const schema::ObjectType& type, const void* object) {
  const auto hash = hash_of(type, object);
  high_ -= hash.high;
  low_ -= hash.low;
}

std::string Digest::text() const { return fmt::format("{:016x}{:016x}", high_, low_); }

}  // namespace zato::odb
