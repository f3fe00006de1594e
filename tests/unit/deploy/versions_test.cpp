// Packages in the ODB: packed where that helps, and readable as they were written before.
#include "deploy/versions.hpp"

#include <gmock/gmock.h>
#include <malloc.h>

#include "../odb/fixtures.hpp"
#include "deploy/files.hpp"
#include "deploy/runs.hpp"
#include "objects/deployment.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using testing::HasSubstr;
using testing::StartsWith;

class Packages : public testing::Test {
 protected:
  Packages() {
    odb::Options options;
    options.path = directory_.path() / "zato.db";
    odb::expect_ok(odb::create_schema(options, objects::all()));
    odb_ = odb::expect_ok(odb::connect(options));
    cluster_ = odb::expect_ok(odb::create_cluster(*odb_, {.name = "crm"}, "tester")).id;
  }

  std::string stored(const std::string& bytes) {
    auto digest = digest_of(bytes);
    odb::expect_ok(store_packages(*odb_, cluster_, {{digest, bytes}}));
    return digest;
  }
  std::string content(const std::string& digest) {
    return odb::expect_ok(odb_->query("SELECT content FROM deploy_package WHERE digest = $1", {digest}))
        .front()
        .text(0);
  }
  void alter(const std::string& digest, const std::string& content) {
    odb::expect_ok(odb_->execute("UPDATE deploy_package SET content = $2 WHERE digest = $1", {digest, content}));
  }
  std::string refusal(const std::string& digest) {
    const auto bytes = load_package(*odb_, cluster_, digest);
    return bytes ? "it was loaded" : std::string(base::code_name(bytes.error().code)) + ": " + bytes.error().message;
  }

  test::TempDir directory_;
  std::unique_ptr<odb::Connection> odb_;
  schema::Id cluster_ = 0;
  const std::string source_ = std::string(5000, '#') + "\n";
};

TEST_F(Packages, ArePackedAndComeBackAsTheyWere) {
  const auto digest = stored(source_);
  EXPECT_THAT(content(digest), StartsWith("zstd:"));
  EXPECT_EQ(odb::expect_ok(load_package(*odb_, cluster_, digest)), source_);
}

TEST_F(Packages, ThatWereWrittenUnpackedAreReadAndStay) {
  const auto digest = stored(source_);
  alter(digest, base::base64_encode(source_));
  EXPECT_EQ(odb::expect_ok(load_package(*odb_, cluster_, digest)), source_);
  stored(source_);
  EXPECT_EQ(content(digest), base::base64_encode(source_));
}

TEST_F(Packages, ThatWereAlteredAreRefusedAndOthersNot) {
  const auto digest = stored(source_), other = stored("x = 1\n");
  const auto packed = content(digest);
  const auto expect_refused = [&](const std::string& content) {
    alter(digest, content);
    EXPECT_THAT(refusal(digest), HasSubstr("corrupt: package " + digest + " was altered in the ODB"))
        << content.substr(0, 50);
  };
  expect_refused(packed.substr(0, packed.size() - 4));
  expect_refused(packed.substr(0, packed.size() - 1));
  expect_refused("zstd:" + base::base64_encode(source_));
  expect_refused(content(stored(std::string(5001, '!'))));  // sound, of another file
  const auto packages = odb::expect_ok(load_packages(*odb_, cluster_, {digest, other, "none"}));
  EXPECT_FALSE(packages.at(digest));
  EXPECT_EQ(packages.at(other).value(), "x = 1\n");
  EXPECT_EQ(packages.at("none").error().code, Code::kNotFound);
}

TEST_F(Packages, OfWhatCameToNothingGoUnlessAVersionHasThem) {
  const auto kept = stored("x = 1\n"), gone = stored("x = 2\n");
  odb::expect_ok(
      store_versions(*odb_, cluster_, {{.name = "a.py", .number = 1, .digest = kept, .language = "python"}}));
  odb::expect_ok(forget_packages(*odb_, cluster_, {kept, gone, "none"}));
  EXPECT_EQ(odb::expect_ok(missing_packages(*odb_, cluster_, {kept, gone})),
            (std::set<std::string, std::less<>>{gone}));
}

TEST_F(Packages, StayWhileARunIsOpenWhichMayNeedThem) {
  const auto digest = stored("x = 1\n");
  const auto run = odb::expect_ok(
      open_run(*odb_, cluster_, "joan", {.files = {{.name = "a.py", .language = "python", .digest = digest}}}));
  odb::expect_ok(forget_packages(*odb_, cluster_, {digest}));
  EXPECT_TRUE(odb::expect_ok(missing_packages(*odb_, cluster_, {digest})).empty());
  odb::expect_ok(close_run(*odb_, cluster_, run, RunState::kFailed, 0, "planted"));
  odb::expect_ok(forget_packages(*odb_, cluster_, {digest}));
  EXPECT_EQ(odb::expect_ok(missing_packages(*odb_, cluster_, {digest})).size(), 1U);
}

TEST_F(Packages, AreThereBeforeARunIsOpened) {
  const Plan plan{.files = {{.name = "a.py", .language = "python", .digest = digest_of("x = 1\n")}}};
  EXPECT_EQ(open_run(*odb_, cluster_, "joan", plan).error().code, Code::kNotFound);
  stored("x = 1\n");
  EXPECT_TRUE(open_run(*odb_, cluster_, "joan", plan));
}

using Versions = Packages;

TEST_F(Versions, BytesOfOldOnesAreForgottenButNotThoseInForceNorTheLastOfAFile) {
  const auto source = [](const std::string& name, int number) { return "# " + name + " " + std::to_string(number) + "\n"; };
  std::map<std::string, std::string> names;  // of files, by digest
  std::vector<Version> versions;
  for (const auto& [name, last] : std::map<std::string, int>{{"a.py", 5}, {"b.py", 1}, {"removed.py", 3}}) {
    for (int number = 1; number <= last; ++number) {
      versions.push_back({.name = name, .number = number, .digest = stored(source(name, number)), .language = "python"});
      names[versions.back().digest] = name + " " + std::to_string(number);
    }
  }
  odb::expect_ok(store_versions(*odb_, cluster_, versions));
  const odb::PlainCipher cipher;
  auto store = odb::store_of(*odb_, cipher, cluster_);
  odb::expect_ok(store.transaction([&] {
    return store.insert(objects::Deployment{.name = "a.py", .language = "python", .number = 2, .digest = digest_of(source("a.py", 2))});
  }));
  const auto nobodys = stored("# of no version\n");

  const auto run = odb::expect_ok(open_run(*odb_, cluster_, "joan", {.removed = {"a.py"}}));
  EXPECT_EQ(forget_old_packages(*odb_, cluster_, 2).error().code, Code::kConflict);
  odb::expect_ok(close_run(*odb_, cluster_, run, RunState::kFailed, 0, "planted"));

  EXPECT_EQ(odb::expect_ok(forget_old_packages(*odb_, cluster_, 2)), 4);
  std::vector<std::string> left;
  for (const auto& row : odb::expect_ok(odb_->query("SELECT digest FROM deploy_package"))) left.push_back(names[row.text(0)]);
  EXPECT_THAT(left, testing::UnorderedElementsAre("a.py 5", "a.py 4", "a.py 2", "b.py 1", "removed.py 3", "removed.py 2"));
  EXPECT_EQ(odb::expect_ok(missing_packages(*odb_, cluster_, {nobodys})).size(), 1U);
  EXPECT_TRUE(find_version(*odb_, cluster_, "a.py", 4));
  const auto forgotten = find_version(*odb_, cluster_, "a.py", 3);
  ASSERT_FALSE(forgotten);
  EXPECT_EQ(forgotten.error().code, Code::kNotFound);
  EXPECT_THAT(forgotten.error().message, HasSubstr("version 3 of `a.py` has been forgotten"));
  EXPECT_EQ(odb::expect_ok(versions_of(*odb_, cluster_, "a.py")).size(), 5U);
}

TEST_F(Versions, TheLastOfAFileIsFoundWithoutReadingThoseBeforeIt) {
  odb::expect_ok(odb_->execute("WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one LIMIT 50000) "
                               "INSERT INTO deploy_version (cluster_id, name, number, digest, language, size, services, "
                               "signature, run, deployed_by, deployed_at) "
                               "SELECT $1, 'crm.py', n, '', 'python', 0, '', '', n, '', '' FROM one",
                               {cluster_}));
  const auto another = odb::expect_ok(odb::connect({.path = directory_.path() / "zato.db"}));
  const auto before = ::mallinfo2().uordblks;
  const auto last = odb::expect_ok(last_numbers(*another, cluster_, {"crm.py", "billing.py"}));
  EXPECT_THAT(last, testing::ElementsAre(testing::Pair("crm.py", 50000)));
  EXPECT_LT(::mallinfo2().uordblks, before + (500U << 10));  // all of them take more than 1 MB
}

}  // namespace
}  // namespace zato::deploy
