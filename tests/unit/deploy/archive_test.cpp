#include "deploy/archive.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>
#include <cstring>

#include "http/gzip.hpp"
#include "rt/loop.hpp"

namespace zato::deploy {
namespace {

using base::Code;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::size_t kBlock = 512;

// An entry of a tar file as POSIX has it. `type`: '0' a file, '2' a symbolic link, '3' a device, '5' a directory.
std::string entry(const std::string& name, const std::string& bytes, char type = '0', const std::string& target = "") {
  std::array<char, kBlock> header{};
  const auto put = [&](std::size_t at, const std::string& text) { std::memcpy(header.data() + at, text.data(), text.size()); };
  const auto octal = [](std::size_t value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%0*zo", digits, value);
    return std::string(text);
  };
  put(0, name);
  put(100, "0000644");
  put(124, octal(bytes.size(), 11));
  put(136, octal(0, 11));
  put(148, "        ");
  header[156] = type;
  put(157, target);
  put(257, std::string("ustar\0" "00", 8));
  std::size_t sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(148, octal(sum, 6) + '\0');
  std::string text(header.data(), header.size());
  text += bytes;
  text.resize((text.size() + kBlock - 1) / kBlock * kBlock);
  return text;
}

File archive(const std::string& entries, const std::string& name = "services.tar.gz") {
  File file{.name = name, .bytes = {}};
  rt::Loop loop;
  loop.spawn([&] {  // it gives others their turn
    file.bytes = http::gzip(entries + std::string(2 * kBlock, '\0'));
    loop.stop();
  });
  loop.run();
  return file;
}

Code refusal(const File& file, const Limits& limits = {}) {
  const auto files = unpack(file, limits);
  return files ? Code::kInternal : files.error().code;
}

TEST(Archives, AreKnownByTheirNames) {
  for (const char* name : {"a.zip", "a.tar.gz", "a.b.tgz"}) EXPECT_TRUE(is_archive(name)) << name;
  for (const char* name : {"a.py", "a.tar", "zip", ".zip", "a.gz", "a.zip.py"}) EXPECT_FALSE(is_archive(name)) << name;
}

TEST(Archives, GiveTheirFilesOfServicesWithTheirSignatures) {
  const auto files = unpack(archive(entry("./crm.py", "x = 1\n") + entry("crm.py.sig", "signed") + entry("acme/", "", '5') +
                                    entry("acme/api.py", "y = 2\n") + entry("README.md", "text") +
                                    entry("__pycache__/crm.cpython-311.pyc", "z") + entry(".git/hook.py", "z") +
                                    entry("._crm.py", "z") + entry("lib.so", "elf")),
                            {});
  ASSERT_TRUE(files) << files.error().text();
  std::vector<std::string> names;
  for (const auto& file : *files) names.push_back(file.name);
  EXPECT_THAT(names, ElementsAre("crm.py", "acme/api.py", "lib.so"));
  EXPECT_EQ((*files)[0].bytes, "x = 1\n");
  EXPECT_EQ((*files)[0].signature, "signed");
  EXPECT_EQ((*files)[1].signature, "");
}

TEST(Archives, ThatLeadElsewhereOrHoldLinksAndDevicesAreRefused) {
  for (const char* name : {"../crm.py", "a/../../crm.py", "/crm.py", "a\\..\\crm.py", "../README.md"})
    EXPECT_EQ(refusal(archive(entry("good.py", "x = 1\n") + entry(name, "x = 1\n"))), Code::kInvalidArgument) << name;
  for (const char type : {'1', '2', '3', '4', '6'})
    EXPECT_EQ(refusal(archive(entry("good.py", "x = 1\n") + entry("crm.py", "", type, "/etc/passwd"))), Code::kInvalidArgument)
        << type;
}

TEST(Archives, ThatAreNoneAreDamagedOrHaveNothingAreRefused) {
  EXPECT_EQ(refusal({.name = "a.zip", .bytes = "no archive"}), Code::kInvalidArgument);
  EXPECT_EQ(refusal({.name = "a.zip", .bytes = ""}), Code::kInvalidArgument);
  EXPECT_EQ(refusal(archive(entry("README.md", "text"))), Code::kInvalidArgument);
  auto half = archive(entry("crm.py", std::string(100'000, 'x')));
  half.bytes.resize(half.bytes.size() / 2);
  EXPECT_EQ(refusal(half), Code::kInvalidArgument);
}

TEST(Archives, AreKeptWithinLimitsWhateverTheyClaim) {
  const auto two = archive(entry("a.py", "12345") + entry("b.py", "12345"));
  EXPECT_TRUE(unpack(two, {.files = 2, .file_bytes = 5, .total_bytes = 10}));
  EXPECT_EQ(refusal(two, {.files = 1}), Code::kResourceExhausted);
  EXPECT_EQ(refusal(two, {.file_bytes = 4}), Code::kResourceExhausted);
  EXPECT_EQ(refusal(two, {.total_bytes = 9}), Code::kResourceExhausted);
  // A bomb: small, and most of it is not even a file of services.
  const auto bomb = archive(entry("README.md", std::string(8UL << 20, '0')) + entry("a.py", "x = 1\n"));
  EXPECT_LT(bomb.bytes.size(), 100'000U);
  EXPECT_EQ(refusal(bomb, {.file_bytes = 1UL << 20}), Code::kResourceExhausted);
}

TEST(Archives, AmongFilesBecomeWhatIsInThem) {
  std::vector<File> files{{"one.py", "x = 1\n"}, archive(entry("two.py", "x = 2\n"), "more.tgz")};
  ASSERT_TRUE(unpack_archives(files, {}));
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[1].name, "two.py");
}

}  // namespace
}  // namespace zato::deploy
