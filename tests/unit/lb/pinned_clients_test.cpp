#include "lb/pinned_clients.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "support/temp_dir.hpp"

namespace zato::lb {
namespace {

using testing::HasSubstr;

const std::string kHex(64, 'a');

TEST(PinnedClients, ReadsNamesAndPermissions) {
  std::string colons;
  for (int i = 0; i < 32; ++i) colons += i == 0 ? "BB" : ":BB";
  const auto clients =
      parse_pinned_clients("# who may\n\n" + kHex + " web-admin source # the console\n" + colons + "\tcli\r\n");
  ASSERT_TRUE(clients) << clients.error().text();
  ASSERT_EQ(clients->size(), 2U);
  EXPECT_EQ(clients->at(kHex), (PinnedClient{.name = "web-admin", .may_edit_source = true}));
  EXPECT_EQ(clients->at(std::string(64, 'b')), (PinnedClient{.name = "cli", .may_edit_source = false}));
}

TEST(PinnedClients, NamesTheLineThatIsWrong) {
  const auto problem = [](const std::string& text) { return parse_pinned_clients(text).error().message; };
  EXPECT_THAT(problem("\nabc name\n"), HasSubstr("line 2: a SHA-256 fingerprint has 64 hex digits"));
  EXPECT_THAT(problem(kHex), HasSubstr("line 1: a name is missing"));
  EXPECT_THAT(problem(kHex + " a admin"), HasSubstr("unknown permission 'admin'"));
  EXPECT_THAT(problem(kHex + " a\n" + kHex + " b"), HasSubstr("line 2: this fingerprint"));
}

TEST(PinnedClients, PermitNobodyWithoutAFile) { EXPECT_TRUE(load_pinned_clients("/nonexistent")->empty()); }

TEST(PinnedClients, AreNotBelievedWhenOthersMayWriteThem) {
  const test::TempDir directory;
  const auto file = directory / "pinned-clients.conf";
  test::write_text(file, kHex + " a\n");
  std::filesystem::permissions(file, std::filesystem::perms(0664));
  EXPECT_THAT(load_pinned_clients(file).error().message, HasSubstr("chmod go-w"));
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  EXPECT_EQ(load_pinned_clients(file)->size(), 1U);
}

}  // namespace
}  // namespace zato::lb
