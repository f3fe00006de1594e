#include "cli/hidden_words.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace zato::cli {
namespace {

std::vector<std::string> hidden(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  hide_secret_words(static_cast<int>(argv.size()), argv.data());
  return words;
}

using Words = std::vector<std::string>;

TEST(HiddenWords, AreTheValuesOfSecretOptions) {
  EXPECT_EQ(hidden({"zato", "create", "--odb-password", "s3cret", "--odb_user", "me"}),
            (Words{"zato", "create", "--odb-password", "******", "--odb_user", "me"}));
  EXPECT_EQ(hidden({"zato", "--kvdb_password=s3cret=", "--secret-key", "k"}),
            (Words{"zato", "--kvdb_password=*******", "--secret-key", "*"}));
  EXPECT_EQ(hidden({"zato", "--payload", "{}", "--secret", ""}), (Words{"zato", "--payload", "**", "--secret", ""}));
}

TEST(HiddenWords, AreNoOthers) {
  const Words words{"zato", "--password-file", "file", "password", "x=y", "--name=a", "--odb-password"};
  EXPECT_EQ(hidden(words), words);
}

}  // namespace
}  // namespace zato::cli
