#include "security/ntlm.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <bit>
#include <chrono>
#include <cstdint>

#include "base/text.hpp"

namespace zato::security {
namespace {

using Word = std::uint32_t;

constexpr std::string_view kSignature{"NTLMSSP\0", 8};
// Unicode, the target's name and information, NTLM, extended session security, always sign, 128 and 56 bits.
constexpr Word kFlags = 0xA0888205;
constexpr std::size_t kChallengeHead = 48;
constexpr std::uint16_t kTimestampEntry = 7;

template <class T>
void append_number(std::string& out, T value) {  // little-endian
  for (std::size_t i = 0; i < sizeof(T); ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

template <class T>
T number_at(std::string_view bytes, std::size_t at) {
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value =
        static_cast<T>(value | static_cast<T>(static_cast<T>(static_cast<unsigned char>(bytes[at + i])) << (8 * i)));
  return value;
}

// UTF-8 to UTF-16, little-endian; what is not UTF-8 becomes U+FFFD.
std::string utf16(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    Word code = length == 1 ? first : first & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
      code = code << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3F);
    if ((first & 0xC0) == 0x80 || at + length > text.size() || code > 0x10FFFF) code = 0xFFFD;
    at += length;
    if (code < 0x10000) {
      append_number(out, static_cast<std::uint16_t>(code));
    } else {
      append_number(out, static_cast<std::uint16_t>(0xD800 + ((code - 0x10000) >> 10)));
      append_number(out, static_cast<std::uint16_t>(0xDC00 + ((code - 0x10000) & 0x3FF)));
    }
  }
  return out;
}

std::string hmac_md5(std::string_view key, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out;
  unsigned int size = 0;
  ::HMAC(::EVP_md5(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(bytes.data()),
         bytes.size(), out.data(), &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

void md4_block(std::array<Word, 4>& state, std::string_view block) {
  static constexpr std::array<std::array<int, 4>, 3> kShifts = {{{3, 7, 11, 19}, {3, 5, 9, 13}, {3, 9, 11, 15}}};
  static constexpr std::array<std::array<std::uint8_t, 16>, 3> kOrder = {
      {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
       {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15},
       {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15}}};
  static constexpr std::array<Word, 3> kAdded = {0, 0x5A827999, 0x6ED9EBA1};
  auto [a, b, c, d] = state;
  for (std::size_t round = 0; round < 3; ++round) {
    for (std::size_t i = 0; i < 16; ++i) {
      const Word mixed = round == 0 ? ((b & c) | (~b & d)) : round == 1 ? ((b & c) | (b & d) | (c & d)) : (b ^ c ^ d);
      const Word word = number_at<Word>(block, 4U * kOrder[round][i]);
      const Word next = std::rotl(a + mixed + word + kAdded[round], kShifts[round][i % 4]);
      a = d;
      d = c;
      c = b;
      b = next;
    }
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
}

struct Challenge {
  std::string_view nonce;
  std::string_view target_info;
  bool has_time = false;
  std::uint64_t time = 0;
};

base::Result<Challenge> read_challenge(std::string_view bytes) {
  const auto refuse = [] { return base::fail(base::Code::kCorrupt, "the server's NTLM challenge is malformed"); };
  if (bytes.size() < kChallengeHead || !bytes.starts_with(kSignature) || number_at<Word>(bytes, 8) != 2)
    return refuse();
  const std::size_t size = number_at<std::uint16_t>(bytes, 40);
  const std::size_t from = number_at<Word>(bytes, 44);
  if (from > bytes.size() || size > bytes.size() - from) return refuse();
  Challenge out{.nonce = bytes.substr(24, 8), .target_info = bytes.substr(from, size)};
  for (auto rest = out.target_info; rest.size() >= 4;) {
    const auto id = number_at<std::uint16_t>(rest, 0);
    const std::size_t length = number_at<std::uint16_t>(rest, 2);
    if (id == 0) break;
    if (rest.size() - 4 < length) return refuse();
    if (id == kTimestampEntry && length == 8) {
      out.has_time = true;
      out.time = number_at<std::uint64_t>(rest, 4);
    }
    rest.remove_prefix(4 + length);
  }
  return out;
}

}  // namespace

std::string md4(std::string_view bytes) {
  std::array<Word, 4> state = {0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476};
  std::string padded(bytes);
  padded += '\x80';
  padded.append((120 - padded.size() % 64) % 64, '\0');
  append_number(padded, static_cast<std::uint64_t>(bytes.size()) * 8);
  for (std::size_t at = 0; at < padded.size(); at += 64) md4_block(state, std::string_view(padded).substr(at, 64));
  std::string out;
  for (const Word word : state) append_number(out, word);
  return out;
}

std::string ntlm_negotiate() {
  std::string out(kSignature);
  append_number(out, Word{1});
  append_number(out, kFlags);
  out.append(16, '\0');  // neither domain nor workstation
  return out;
}

std::uint64_t ntlm_now() {
  using Ticks = std::chrono::duration<std::uint64_t, std::ratio<1, 10'000'000>>;
  constexpr std::uint64_t kUnixEpoch = 116'444'736'000'000'000;
  return std::chrono::duration_cast<Ticks>(std::chrono::system_clock::now().time_since_epoch()).count() + kUnixEpoch;
}

base::Result<std::string> ntlm_authenticate(std::string_view challenge_bytes, const NtlmAnswer& answer) {
  ZATO_TRY(const auto challenge, read_challenge(challenge_bytes));
  const auto slash = answer.username.find('\\');
  const auto domain = utf16(slash == std::string::npos ? "" : answer.username.substr(0, slash));
  const auto name = slash == std::string::npos ? answer.username : answer.username.substr(slash + 1);
  const auto key = hmac_md5(md4(utf16(answer.password.reveal())), utf16(base::upper(name)) + domain);

  std::string temp("\x01\x01\0\0\0\0\0\0", 8);
  append_number(temp, challenge.has_time ? challenge.time : answer.now);
  ((temp += answer.nonce) += std::string(4, '\0')) += challenge.target_info;
  temp.append(4, '\0');
  const auto nt = hmac_md5(key, std::string(challenge.nonce) + temp) + temp;
  const auto lm = challenge.has_time ? std::string(24, '\0')
                                     : hmac_md5(key, std::string(challenge.nonce) + answer.nonce) + answer.nonce;

  std::string out(kSignature);
  append_number(out, Word{3});
  const auto user = utf16(name);
  const std::string nothing;
  std::size_t at = 64;
  for (const auto* part : {&lm, &nt, &domain, &user, &nothing, &nothing}) {
    append_number(out, static_cast<std::uint16_t>(part->size()));
    append_number(out, static_cast<std::uint16_t>(part->size()));
    append_number(out, static_cast<Word>(at));
    at += part->size();
  }
  append_number(out, kFlags);
  return out + lm + nt + domain + user;
}

}  // namespace zato::security
