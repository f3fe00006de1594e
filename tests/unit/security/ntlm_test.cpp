// The examples of MS-NLMP 4.2.
#include "security/ntlm.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"

namespace zato::security {
namespace {

using namespace std::string_literals;

const std::string kTargetInfo = "\x02\0\x0c\0D\0o\0m\0a\0i\0n\0\x01\0\x0c\0S\0e\0r\0v\0e\0r\0\0\0\0\0"s;

std::string challenge() {
  auto out = "NTLMSSP\0\x02\0\0\0"s + std::string(8, '\0') + "\x33\x82\x8a\xe2"s + "\x01\x23\x45\x67\x89\xab\xcd\xef"s +
             std::string(8, '\0');
  const auto size = static_cast<char>(kTargetInfo.size());
  out += std::string{size, '\0', size, '\0'} + "\x30\0\0\0"s;
  return out + kTargetInfo;
}

TEST(Md4, DigestsAsRfc1320Says) {
  EXPECT_EQ(base::hex_encode(md4("")), "31d6cfe0d16ae931b73c59d7e0c089c0");
  EXPECT_EQ(base::hex_encode(md4("message digest")), "d9130a8164549fe818874806e1c7014b");
  EXPECT_EQ(base::hex_encode(md4("12345678901234567890123456789012345678901234567890123456789012345678901234567890")),
            "e33b4ddc9c38f2199c3e7b164fcc0536");
  EXPECT_EQ(base::hex_encode(md4("P\0a\0s\0s\0w\0o\0r\0d\0"s)), "a4f49c406510bdcab6824ee7c30fd852");
}

TEST(Ntlm, AnswersAChallengeWithVersionTwo) {
  const auto answer = ntlm_authenticate(
      challenge(),
      {.username = "Domain\\User", .password = base::Secret("Password"), .nonce = std::string(8, '\xaa'), .now = 0});
  ASSERT_TRUE(answer) << answer.error().text();
  const auto text = base::hex_encode(*answer);
  EXPECT_EQ(text.substr(128, 48), "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
  EXPECT_EQ(text.substr(176, 32), "68cd0ab851e51c96aabc927bebef6a1c");
}

TEST(Ntlm, RefusesWhatIsNoChallenge) {
  EXPECT_FALSE(ntlm_authenticate("", {}));
  EXPECT_FALSE(ntlm_authenticate(ntlm_negotiate(), {}));
  auto lies = challenge();
  lies[40] = lies[41] = '\x7f';  // longer than what there is
  EXPECT_FALSE(ntlm_authenticate(lies, {}));
}

}  // namespace
}  // namespace zato::security
