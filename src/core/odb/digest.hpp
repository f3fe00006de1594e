// Digest of a configuration: equal content, equal digits, on every engine and machine. The sum of what each object
// contributes, so that it follows a change without a look at all the others. Used by snapshot.cpp.
#pragma once

#include <cstdint>
#include <string>

#include "schema/object_type.hpp"

namespace zato::odb {

class Digest {
 public:
  void add(const schema::ObjectType& type, const void* object);
  void subtract(const schema::ObjectType& type, const void* object);
  std::string text() const;  // 32 hexadecimal digits

 private:
  std::uint64_t high_ = 0, low_ = 0;
};

}  // namespace zato::odb
