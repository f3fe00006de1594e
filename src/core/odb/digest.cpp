#include "odb/digest.hpp"

#include <fmt/core.h>

namespace zato::odb {

// Every text is followed by its length: ("ab", "c") and ("a", "bc") differ.
void Digest::add(std::string_view text) {
  const auto mix = [this](std::uint64_t byte) { state_ = (state_ ^ byte) * 0x100000001b3; };
  for (const char c : text) mix(static_cast<unsigned char>(c));
  for (auto length = text.size() + 1; length > 0; length >>= 8) mix(length & 0xFF);
}

void Digest::add(const schema::ObjectType& type, const void* object) {
  const auto system = type.system(object);
  add(type.name);
  add(std::to_string(system.id));
  add(std::to_string(system.version));
  for (const auto& field : type.fields) {
    if (field.state || field.kind == schema::Kind::kSecret) continue;
    const auto value = field.get(object);
    add(schema::is_null(value) ? "null" : "set");
    if (const auto* list = std::get_if<schema::List>(&value)) {
      add(std::to_string(list->size()));
      for (const auto& item : *list) add(item);
    } else {
      add(schema::to_text(value));
    }
  }
}

std::string Digest::text() const { return fmt::format("{:016x}", state_); }

}  // namespace zato::odb
