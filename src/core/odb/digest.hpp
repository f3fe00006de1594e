// Digest of a configuration: equal content, equal digits, on every engine and machine. Used by snapshot.cpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/object_type.hpp"

namespace zato::odb {

class Digest {
 public:
  void add(const schema::ObjectType& type, const void* object);
  std::string text() const;  // 16 hexadecimal digits

 private:
  void add(std::string_view text);

  std::uint64_t state_ = 0xcbf29ce484222325;  // FNV-1a
};

}  // namespace zato::odb
