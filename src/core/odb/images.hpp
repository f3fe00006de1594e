// Images: what a row held, as JSON text kept with each change. A secret is in it as it was stored. store.cpp writes
// them, undoing and history read them.
#pragma once

#include "objects/cipher.hpp"
#include "odb/rows.hpp"

namespace zato::odb {

std::string image_of(const schema::ObjectType& type, const Row& row);  // a row in the order of select_list()
std::string image_of(const schema::ObjectType& type, const std::vector<Assignment>& values);

// The object as it was. A field that the type has got since then has its default; one that it lost is left out.
base::Result<std::shared_ptr<void>> object_of(const schema::ObjectType& type, std::string_view image,
                                              schema::Id cluster_id, const objects::Cipher& cipher);

// The values for people: secrets are masked.
base::Result<schema::Record> masked_record(const schema::ObjectType& type, std::string_view image);

bool same(const schema::Value& a, const schema::Value& b);

// The names of the configuration fields in which two objects of a type differ.
std::vector<std::string> differences(const schema::ObjectType& type, const void* a, const void* b);

}  // namespace zato::odb
