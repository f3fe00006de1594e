#include "security/ca_directory.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include "base/file.hpp"

namespace zato::security {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class CaDirectory : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "zato-ca-XXXXXX").string();
    directory_ = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(directory_); }
  fs::path directory_;
};

TEST_F(CaDirectory, HasZatosLayoutAndClosedKeys) {
  ASSERT_TRUE(create_ca_directory(directory_, {}));
  EXPECT_TRUE(is_ca_directory(directory_));
  for (const char* name :
       {"ca-key.pem", "ca-cert.pem", "ca-password", "ca-serial", "ca-certindex", "openssl-template.conf"}) {
    EXPECT_TRUE(fs::exists(directory_ / "ca-material" / name)) << name;
  }
  EXPECT_EQ(fs::status(directory_ / "ca-material" / "ca-key.pem").permissions(), fs::perms(0400));
}

TEST_F(CaDirectory, IssuesNumberedCertificatesAlsoTwiceInOneSecond) {
  ASSERT_TRUE(create_ca_directory(directory_, {}));
  auto first = issue_into(directory_, "lb-agent", {.usage = Usage::kServer});
  auto second = issue_into(directory_, "lb-agent", {.usage = Usage::kServer});
  ASSERT_TRUE(first) << first.error().text();
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_THAT(first->certificate.filename().string(), testing::StartsWith("lb-agent-cert-"));
  EXPECT_NE(first->certificate, second->certificate);
  EXPECT_EQ(fs::status(first->private_key).permissions(), fs::perms(0400));
  EXPECT_EQ(*base::read_file(directory_ / "ca-material" / "ca-serial"), "03\n");
  EXPECT_THAT(*base::read_file(directory_ / "ca-material" / "ca-certindex"), HasSubstr("\t02\tunknown\t/"));
}

TEST_F(CaDirectory, RefusesADirectoryThatIsNone) {
  auto issued = issue_into(directory_, "lb-agent", {});
  ASSERT_FALSE(issued);
  EXPECT_THAT(issued.error().text(), HasSubstr("zato ca create ca"));
}

}  // namespace
}  // namespace zato::security
