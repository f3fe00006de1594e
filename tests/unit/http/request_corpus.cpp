#include "unit/http/request_corpus.hpp"

namespace zato::http {
namespace {

using namespace std::string_literals;
using Corpus = std::vector<RawRequest>;

const std::string kNext = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

std::string times(int n, const std::string& text) {
  std::string all;
  for (int i = 0; i < n; ++i) all += text;
  return all;
}

// A request line alone, the rest being blameless.
void line(Corpus& corpus, int status, const std::string& text) {
  corpus.push_back({"line '" + text + "'", text + "\r\nHost: x\r\n\r\n", status, status == 0 ? 1 : 0});
}

// Header fields behind a blameless GET; `fields` ends with CRLF.
void fields(Corpus& corpus, int status, const std::string& text) {
  corpus.push_back({"fields '" + text + "'", "GET / HTTP/1.1\r\n" + text + "\r\n", status, status == 0 ? 1 : 0});
}

// A POST with framing fields and whatever follows its head.
void framing(Corpus& corpus, int status, const std::string& text, const std::string& rest, int served,
             const std::string& body) {
  corpus.push_back({"framing '" + text + "' + '" + rest.substr(0, 60) + "'",
                    "POST /in HTTP/1.1\r\nHost: x\r\n" + text + "\r\n" + rest, status, served, body});
}

void add_request_lines(Corpus& corpus) {
  for (const char* good : {"GET / HTTP/1.1", "HEAD / HTTP/1.1", "POST / HTTP/1.1", "PUT / HTTP/1.1", "PATCH / HTTP/1.1",
                           "DELETE / HTTP/1.1", "OPTIONS / HTTP/1.1", "OPTIONS * HTTP/1.1", "GET / HTTP/1.0",
                           "GET /a/b;c=d,e/f?g=h&i=%2F HTTP/1.1", "GET /?/?? HTTP/1.1", "GET /%41%c3%a9 HTTP/1.1",
                           "GET /a|b^c`{d}[e] HTTP/1.1", "GET //a//b HTTP/1.1", "GET /...a/.b/c. HTTP/1.1",
                           "GET /?a=../..&b=%zz HTTP/1.1"})
    line(corpus, 0, good);
  for (const char* bad : {"GET",
                          "GET /",
                          "GET / ",
                          "GET / HTTP",
                          "GET / HTTP/",
                          "GET / HTTP/1",
                          "GET / HTTP/1.",
                          "GET / HTTP/.1",
                          "GET / http/1.1",
                          "GET / HTTPS/1.1",
                          "GET / HTTP/1.1 ",
                          "GET / HTTP/1.1x",
                          "GET / HTTP/1.10",
                          "GET / HTTP/11.1",
                          "GET / HTTP/1,1",
                          "GET / HTTP /1.1",
                          "GET / HTTP/ 1.1",
                          "GET  / HTTP/1.1",
                          "GET /  HTTP/1.1",
                          " GET / HTTP/1.1",
                          "\tGET / HTTP/1.1",
                          "GET\t/ HTTP/1.1",
                          "GET /\tHTTP/1.1",
                          "GET /a b HTTP/1.1",
                          "GET HTTP/1.1",
                          "/ HTTP/1.1",
                          "G(T / HTTP/1.1",
                          "GET, / HTTP/1.1",
                          "\"GET\" / HTTP/1.1",
                          "GET: / HTTP/1.1",
                          "G\xc3\xa9T / HTTP/1.1"})
    line(corpus, 400, bad);
  for (const char* bad : {"GET / HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/1.2", "GET / HTTP/3.0", "PRI * HTTP/2.0"})
    line(corpus, 505, bad);
  for (const char* bad : {"get / HTTP/1.1", "Get / HTTP/1.1", "FOO / HTTP/1.1", "PROPFIND / HTTP/1.1",
                          "GETX / HTTP/1.1", "PRI / HTTP/1.1"})
    line(corpus, 501, bad);
  for (const char* bad : {"TRACE / HTTP/1.1", "CONNECT / HTTP/1.1", "CONNECT x:80 HTTP/1.1"}) line(corpus, 405, bad);
}

void add_targets(Corpus& corpus) {
  for (const char* bad :
       {"a",       "http://x/", "https://x/a", "HTTP://x/", "x:80",      "*",         "**",    "?a",  "//x/../a",
        "/..",     "/.",        "/a/..",       "/a/./b",    "/%2e%2E/a", "/a/.%2e",   "/a#b",  "#",   "/a\\b",
        "/a<b",    "/a>b",      "/a\"b",       "/%",        "/%4",       "/%zz",      "/%4z",  "/a%", "/%00",
        "/%0d%0a", "/%7f",      "/\x01",       "/\x7f",     "/\x80",     "/\xc3\xa9", "/?\xff"})
    line(corpus, 400, "GET "s + bad + " HTTP/1.1");
  line(corpus, 400, "GET /"s + '\0' + " HTTP/1.1");
  line(corpus, 400, "POST * HTTP/1.1");
  line(corpus, 0, "GET /" + std::string(8191, 'a') + " HTTP/1.1");
  line(corpus, 414, "GET /" + std::string(8192, 'a') + " HTTP/1.1");
  line(corpus, 414, "GET /" + std::string(20000, 'a') + " HTTP/1.1");
}

void add_line_ends(Corpus& corpus) {
  const auto raw = [&](int status, const std::string& bytes, int served) {
    corpus.push_back({"bytes '" + bytes + "'", bytes, status, served});
  };
  raw(400, "GET / HTTP/1.1\nHost: x\n\n", 0);
  raw(400, "GET / HTTP/1.1\r\nHost: x\n\r\n", 0);
  raw(400, "GET / HTTP/1.1\r\nHost: x\r\n\n", 0);
  raw(400, "GET / HTTP/1.1\nHost: x\r\n\r\n", 0);
  raw(400, "GET / HTTP/1.1\rHost: x\r\r", 0);
  raw(400, "GET / HTTP/1.1\r\r\nHost: x\r\n\r\n", 0);
  raw(400, "GET / HTTP/1.1\r\nHost: x\r\r\n\r\n", 0);
  raw(400, "GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n", 0);
  raw(400, "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 0);
  raw(400, "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 0);
  raw(0, "\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 1);
  raw(0, "GET / HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n", 2);
  raw(400, "GET / HTTP/1.1\r\nHost: x\r\n\r\n\n" + kNext, 1);
  raw(400, std::string(300, '\0'), 0);
  raw(400, "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 0);
  raw(505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 0);
  raw(400, "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n" + kNext, 0);
}

void add_fields(Corpus& corpus) {
  for (const char* good : {"Host:x\r\n", "hOST: \t x \t \r\n", "Host: x\r\nX-Empty:\r\n", "Host: x\r\nX-Blank: \t \r\n",
                           "Host: x\r\nX-Latin: \xe9\r\n", "Host: x\r\nX-Tab: a\tb\r\n",
                           "Host: x\r\n!#$%&'*+-.^_`|~09az: v\r\n", "Host: x\r\nX: \"a\\\"b\"\r\n",
                           "Host: x\r\nConnection: close\r\n", "Host: x\r\nConnection: , keep-alive, Upgrade,\r\n",
                           "Host: x\r\nUpgrade: h2c\r\n", "Host: x\r\nCookie: a=1\r\nCookie: b=2\r\n"})
    fields(corpus, 0, good);
  for (const char* bad : {"Host: x\r\n folded: y\r\n",
                          "Host: x\r\n\ty\r\n",
                          " Host: x\r\n",
                          "\tHost: x\r\n",
                          "Host: x\r\nA: b\r\n c\r\n",
                          "Host : x\r\n",
                          "Host\t: x\r\n",
                          "Host: x\r\nX Y: z\r\n",
                          "Host: x\r\n: z\r\n",
                          "Host: x\r\nNoColon\r\n",
                          "Host: x\r\nX(Y): z\r\n",
                          "Host: x\r\nX[Y]: z\r\n",
                          "Host: x\r\nX/Y: z\r\n",
                          "Host: x\r\nX\"Y\": z\r\n",
                          "Host: x\r\nX,Y: z\r\n",
                          "Host: x\r\nX@Y: z\r\n",
                          "Host: x\r\n\xe9: z\r\n",
                          "Host: x\r\nA: \x01\r\n",
                          "Host: x\r\nA: b\x7f\r\n",
                          "Host: x\r\nA: \x1b[31m\r\n",
                          "Host: x\r\nA: b\x0b\r\n",
                          "Host: x\r\nA: b\x0c\r\n",
                          "Host: x\r\n\x0b: c\r\n"})
    fields(corpus, 400, bad);
  fields(corpus, 400, "Host: x\r\nA: b"s + '\0' + "c\r\n");
  fields(corpus, 400, "Host: x\r\nA"s + '\0' + ": b\r\n");
  fields(corpus, 0, "Host: x\r\n" + times(99, "A: b\r\n"));
  fields(corpus, 431, "Host: x\r\n" + times(100, "A: b\r\n"));
  fields(corpus, 0, "Host: x\r\nA: " + std::string(16000, 'a') + "\r\n");
  fields(corpus, 431, "Host: x\r\nA: " + std::string(16400, 'a') + "\r\n");
  fields(corpus, 431, "Host: x\r\n" + times(90, "A: " + std::string(200, 'a') + "\r\n"));
}

void add_hosts(Corpus& corpus) {
  for (const char* good : {"x", "a.b-c.d_e", "127.0.0.1:17010", "[::1]", "[::1]:80", "[2001:db8::192.0.2.1]:1",
                           "x:", "xn--caf-dma.example", "a%20b", "A!$&'()*+;=~"})
    fields(corpus, 0, "Host: "s + good + "\r\n");
  for (const char* bad : {"",     " ",    "a b",  "a\tb", "a/b",  "a@b",      "a:b",  "a:1:2",  "a:65536",
                          "a:-1", "a:+1", "a:1 ", "[::1", "::1",  "[]",       "[x]",  "[::1]x", "[::1]:x",
                          "a\\b", "a#b",  "a?b",  "a%2",  "a%zz", "http://a", "a\"b", "a<b>",   "\xc3\xa9"}) {
    if ("a:1 "s == bad) continue;  // trailing blanks are not part of a value
    fields(corpus, 400, "Host: "s + bad + "\r\n");
  }
  fields(corpus, 400, "Accept: */*\r\n");
  fields(corpus, 400, "Host: a\r\nHost: b\r\n");
  fields(corpus, 400, "Host: a\r\nhost: a\r\n");
  fields(corpus, 400, "Host: a, b\r\n");
  corpus.push_back({"1.0 without Host", "GET / HTTP/1.0\r\n\r\n", 0, 1});
  corpus.push_back({"1.0 with two Hosts", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400, 0});
}

void add_lengths(Corpus& corpus) {
  framing(corpus, 0, "Content-Length: 5\r\n", "hello" + kNext, 2, "hello");
  framing(corpus, 0, "content-length:005\r\n", "hello", 1, "hello");
  framing(corpus, 0, "Content-Length: 0\r\n", kNext, 2, "");
  framing(corpus, 0, "", kNext, 2, "");
  framing(corpus, 0, "Content-Length: 9000\r\n", std::string(9000, 'b') + kNext, 2, std::string(9000, 'b'));
  for (const char* bad : {"",
                          " ",
                          "-1",
                          "-0",
                          "+5",
                          "0x5",
                          "5 5",
                          "5,5",
                          "5, 5",
                          "5;",
                          "5.0",
                          "1e1",
                          "five",
                          "\"5\"",
                          "18446744073709551616",
                          "99999999999999999999999999",
                          "5\xa0",
                          "\xd9\xa5",
                          "5\t5",
                          "0 5"})
    framing(corpus, 400, "Content-Length: "s + bad + "\r\n", "hello" + kNext, 0, "");
  framing(corpus, 400, "Content-Length: 5\r\nContent-Length: 5\r\n", "hello" + kNext, 0, "");
  framing(corpus, 400, "Content-Length: 5\r\nContent-Length: 6\r\n", "hello" + kNext, 0, "");
  framing(corpus, 400, "Content-Length: 0\r\ncontent-length: 35\r\n", kNext, 0, "");
  framing(corpus, 400, "Content-Length : 5\r\n", "hello" + kNext, 0, "");
  framing(corpus, 413, "Content-Length: 10485761\r\n", "hello", 0, "");
  framing(corpus, 413, "Content-Length: 18446744073709551615\r\n", "hello", 0, "");
}

void add_transfer_encodings(Corpus& corpus) {
  const std::string empty = "0\r\n\r\n" + kNext;
  framing(corpus, 0, "Transfer-Encoding: chunked\r\n", empty, 2, "");
  framing(corpus, 0, "transfer-encoding:Chunked\r\n", empty, 2, "");
  for (const char* bad : {"xchunked",
                          "chunkedx",
                          "pigeons",
                          "identity",
                          "gzip",
                          "chunked, chunked",
                          "chunked,chunked",
                          "chunked, identity",
                          "identity, chunked",
                          "gzip, chunked",
                          "chunked, gzip",
                          "\"chunked\"",
                          "chunked;q=1",
                          "chun ked",
                          "\xa0"
                          "chunked",
                          "chunked\xa0",
                          "\x0b"
                          "chunked",
                          "",
                          ",",
                          ",chunked",
                          "chunked,",
                          "chunked, deflate",
                          "Transfer-Encoding: chunked"})
    framing(corpus, 400, "Transfer-Encoding: "s + bad + "\r\n", empty, 0, "");
  framing(corpus, 400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", empty, 0, "");
  framing(corpus, 400, "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", empty, 0, "");
  framing(corpus, 400, "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n", empty, 0, "");
  framing(corpus, 400, "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", empty, 0, "");
  framing(corpus, 400, "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", empty, 0, "");
  framing(corpus, 400, "Transfer-Encoding : chunked\r\n", empty, 0, "");
  framing(corpus, 400, "Transfer-Encoding\r\n : chunked\r\n", empty, 0, "");
  framing(corpus, 400, "X: y\r\n Transfer-Encoding: chunked\r\n", empty, 0, "");
  corpus.push_back(
      {"chunked with 1.0", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + empty, 400, 0});
}

void add_chunks(Corpus& corpus) {
  const auto chunked = [&](int status, const std::string& bytes, const std::string& body) {
    framing(corpus, status, "Transfer-Encoding: chunked\r\n", bytes + (status == 0 ? kNext : ""), status == 0 ? 2 : 0,
            body);
  };
  chunked(0, "5\r\nhello\r\n0\r\n\r\n", "hello");
  chunked(0, "1\r\na\r\n2\r\nbc\r\n00\r\n\r\n", "abc");
  chunked(0, "0000000A\r\n0123456789\r\n0\r\n\r\n", "0123456789");
  chunked(0, "a\r\n\r\n\r\n\r\n\r\n\r\n\r\n0\r\n\r\n", "\r\n\r\n\r\n\r\n\r\n");
  chunked(0, "2;a\r\nhi\r\n0;b=c;d=\"e;\\\"f\"\r\n\r\n", "hi");
  chunked(0, "2;a=b\r\nhi\r\n0\r\n\r\n", "hi");
  chunked(0, "2\r\nhi\r\n0\r\nX-Trailer: a\r\nY:\r\n\r\n", "hi");
  chunked(0, "1388\r\n" + std::string(5000, 'c') + "\r\n0\r\n\r\n", std::string(5000, 'c'));
  for (const char* bad : {"x",     "-1",  "+1",    "0x1",     " 1",   "1 ",     "1 2",        "fffffffffffffffff",
                          "1\x0b", "1;",  "1;;a",  "1; a",    "1;a=", "1;a=\"", "1;a=\"b\"c", "1;a b",
                          "1;=b",  "1,a", "1\xa0", "\xd9\xa1"})
    chunked(400, bad + "\r\na\r\n0\r\n\r\n"s, "");
  chunked(400, "\r\n0\r\n\r\n", "");
  chunked(400, "1\na\r\n0\r\n\r\n", "");
  chunked(400, "1\r\na\n0\r\n\r\n", "");
  chunked(400, "1\r\nab\r\n0\r\n\r\n", "");
  chunked(400, "1\r\naXX0\r\n\r\n", "");
  chunked(400, "1\r\na\r\n\r\n0\r\n\r\n", "");
  chunked(400, "0\r\n\n", "");
  chunked(400, "0\n\n", "");
  chunked(400, "0\r\n\rX", "");
  chunked(400, "0\r\nNoColon\r\n\r\n", "");
  chunked(400, "0\r\n folded: a\r\n\r\n", "");
  chunked(400, "0\r\nX : a\r\n\r\n", "");
  chunked(400, "0\r\nX: a\n\r\n", "");
  chunked(400, "0\r\nX: a\x01\r\n\r\n", "");
  chunked(400, "0\r\n\0: a\r\n\r\n"s, "");
  chunked(400, "1;a=\"\x01\"\r\na\r\n0\r\n\r\n", "");
  chunked(413, "ffffffffffffffff\r\n", "");
  chunked(413, "7fffffff\r\na", "");
  chunked(413, "A00001\r\na", "");
  chunked(431, "1;" + std::string(17000, 'a') + "\r\na\r\n0\r\n\r\n", "");
  chunked(431, "0\r\n" + times(200, "X-Trailer: " + std::string(100, 'a') + "\r\n") + "\r\n", "");
}

void add_expectations(Corpus& corpus) {
  framing(corpus, 0, "Expect: 100-continue\r\nContent-Length: 2\r\n", "hi", 1, "hi");
  framing(corpus, 0, "expect: 100-Continue\r\n", "", 1, "");
  framing(corpus, 417, "Expect: 200-ok\r\nContent-Length: 2\r\n", "hi", 0, "");
  framing(corpus, 417, "Expect: 100-continue, x\r\n", "", 0, "");
  framing(corpus, 417, "Expect:\r\n", "", 0, "");
  framing(corpus, 417, "Expect: 100-continue\r\nExpect: 100-continue\r\n", "", 0, "");
  corpus.push_back(
      {"1.0 expects nothing", "POST / HTTP/1.0\r\nHost: x\r\nExpect: x\r\nContent-Length: 2\r\n\r\nhi", 0, 1, "hi"});
}

}  // namespace

std::vector<RawRequest> raw_requests() {
  Corpus corpus;
  add_request_lines(corpus);
  add_targets(corpus);
  add_line_ends(corpus);
  add_fields(corpus);
  add_hosts(corpus);
  add_lengths(corpus);
  add_transfer_encodings(corpus);
  add_chunks(corpus);
  add_expectations(corpus);
  return corpus;
}

}  // namespace zato::http
