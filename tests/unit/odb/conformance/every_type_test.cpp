// Objects of every type go into the ODB and come out as they were.
#include <map>

#include "engine.hpp"
#include "odb/snapshot.hpp"
#include "support/sample_object.hpp"

namespace zato::odb {
namespace {

using base::Code;
using schema::ObjectType;

class EveryType : public WithCluster {
 protected:
  // An object that `field` may refer to; made when there is none yet.
  schema::Id referred(const schema::Field& field) {
    const auto* type = objects::all().targets(field).front();
    const auto [known, fresh] = referred_.try_emplace(type, 0);
    if (fresh) known->second = type->system(inserted(*type).get()).id;
    return known->second;
  }

  std::shared_ptr<void> inserted(const ObjectType& type) {
    auto object = test::smallest(type, ++count_, [this](const auto& field) { return referred(field); });
    expect_ok(store_->insert(type, object.get()));
    return object;
  }

  void expect_stored(const ObjectType& type, const void* object) {
    const auto stored = type.create();
    expect_ok(store_->get(type, type.system(object).id, stored.get()));
    EXPECT_EQ(type.system(stored.get()).version, type.system(object).version) << type.name;
    for (const auto& field : type.fields) {
      if (field.state) continue;
      EXPECT_EQ(test::text_of(field.get(stored.get())), test::text_of(field.get(object)))
          << type.name << "." << field.name;
    }
  }

  template <class F>
  void each_type(F f) {
    for (const auto* type : objects::all().types()) {
      if (type->scope == schema::Scope::kCluster) f(*type);
    }
  }

  std::map<const ObjectType*, schema::Id> referred_;
  int count_ = 0;
};

TEST_P(EveryType, ComesBackAsItWasStored) {
  each_type([&](const ObjectType& type) { expect_stored(type, inserted(type).get()); });
}

TEST_P(EveryType, ComesBackWithAValueInEveryField) {
  each_type([&](const ObjectType& type) {
    const auto object = inserted(type);
    test::fill_all(type, object.get(), ++count_, [this](const auto& field) { return referred(field); });
    expect_ok(store_->update(type, object.get()));
    EXPECT_EQ(type.system(object.get()).version, 2);
    expect_stored(type, object.get());
  });
}

TEST_P(EveryType, IsInTheSnapshot) {
  std::map<const ObjectType*, schema::Id> ids;
  each_type([&](const ObjectType& type) { ids[&type] = type.system(inserted(type).get()).id; });
  const auto snapshot = expect_ok(Snapshot::load(*connection_, objects::all(), cipher_, cluster_));
  for (const auto& [type, id] : ids) EXPECT_NE(snapshot->find(*type, id), nullptr) << type->name;
}

TEST_P(EveryType, RefersToWhatExistsOnly) {
  each_type([&](const ObjectType& type) {
    for (const auto& field : type.fields) {
      if (field.kind != schema::Kind::kRef || field.state) continue;
      const auto object = type.create();
      test::fill_all(type, object.get(), ++count_, [this](const auto& other) { return referred(other); });
      EXPECT_EQ(field.set(object.get(), schema::Id{987'654}), "");
      const auto refused = store_->insert(type, object.get());
      ASSERT_FALSE(refused) << type.name << "." << field.name;
      EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
      EXPECT_NE(refused.error().message.find(field.name + ": there is no "), std::string::npos)
          << refused.error().message;
    }
  });
}

TEST_P(EveryType, HasAnObjectOfANameOnce) {
  each_type([&](const ObjectType& type) {
    const auto object = inserted(type);
    const auto again = store_->insert(type, object.get());
    ASSERT_FALSE(again) << type.name;
    EXPECT_EQ(again.error().code, Code::kAlreadyExists) << again.error().message;
  });
}

ZATO_ON_EVERY_ENGINE(EveryType);

}  // namespace
}  // namespace zato::odb
