#include "integration/hostile_requests.hpp"

namespace zato::test {

namespace {

using Table = std::vector<HostileRequest>;
using namespace std::string_literals;

// A POST whose framing headers are under test. The canary follows where an honest body would be.
HostileRequest framed(const std::string& rule, const std::string& headers, const std::string& body) {
  return {rule, "POST /zato/ping HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n" + body};
}

HostileRequest headed(const std::string& rule, const std::string& headers) {
  return {rule, "GET /zato/ping HTTP/1.1\r\n" + headers + "\r\n" + kCanary};
}

HostileRequest first_line(const std::string& rule, const std::string& line) {
  return {rule, line + "\r\nHost: x\r\n\r\n" + kCanary};
}

void add_transfer_encodings(Table& table) {
  const std::string chunks = "0\r\n\r\n" + kCanary;
  for (const char* value : {"xchunked",
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
                            "\x0b"
                            "chunked",
                            "\xa0"
                            "chunked",
                            "chunked\xa0",
                            "",
                            ",",
                            ",chunked",
                            "chunked,"})
    table.push_back(framed("Transfer-Encoding is exactly chunked: '"s + value + "'",
                           "Transfer-Encoding: "s + value + "\r\n", chunks));
  table.push_back(
      framed("one Transfer-Encoding field", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", chunks));
  table.push_back(framed("one Transfer-Encoding field, the second unknown",
                         "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", chunks));
  table.push_back(framed("never Transfer-Encoding with Content-Length",
                         "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", chunks));
  table.push_back(framed("never Content-Length with Transfer-Encoding",
                         "Transfer-Encoding: chunked\r\nContent-Length: 60\r\n", chunks));
  table.push_back(framed("no blank before a colon", "Transfer-Encoding : chunked\r\n", chunks));
  table.push_back(framed("no tab before a colon", "Transfer-Encoding\t: chunked\r\n", chunks));
  table.push_back(framed("no field name that only looks like it",
                         "Transfer-Encoding\x0b: chunked\r\nContent-Length: 3\r\n", "abc"));
  table.push_back({"Transfer-Encoding needs HTTP/1.1",
                   "POST /zato/ping HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks});
}

void add_content_lengths(Table& table) {
  for (const char* value : {"", " ", "-1", "+5", "0x5", "5 5", "5,5", "5, 5", "5;", "5.0", "1e1", "five", "\"5\"",
                            "5\x0b", "18446744073709551616", "99999999999999999999999999", "5\xa0", "٥"})
    table.push_back(
        framed("Content-Length is digits: '"s + value + "'", "Content-Length: "s + value + "\r\n", "hello" + kCanary));
  table.push_back(framed("one Content-Length", "Content-Length: 5\r\nContent-Length: 6\r\n", "hello" + kCanary));
  table.push_back(
      framed("one Content-Length, even when equal", "Content-Length: 5\r\nContent-Length: 5\r\n", "hello" + kCanary));
  table.push_back(framed("no blank before the colon of Content-Length", "Content-Length : 5\r\n", "hello" + kCanary));
}

void add_chunks(Table& table) {
  const std::string header = "Transfer-Encoding: chunked\r\n";
  for (const char* size : {"x", "", "-1", "+1", "0x1", " 1", "1 2", "ffffffffffffffffff", "1\x0b", "\n1"})
    table.push_back(
        framed("chunk size is hex digits: '"s + size + "'", header, size + "\r\na\r\n0\r\n\r\n"s + kCanary));
  table.push_back(framed("chunk data ends with CRLF", header, "1\r\naXX0\r\n\r\n" + kCanary));
  table.push_back(framed("chunk data ends with CRLF, not LF", header, "1\r\na\n0\r\n\r\n" + kCanary));
  table.push_back(framed("chunk size ends with CRLF, not LF", header, "1\na\r\n0\r\n\r\n" + kCanary));
  table.push_back(framed("chunk size is at most the body limit", header, "7fffffff\r\na"));
}

void add_hosts(Table& table) {
  table.push_back(headed("exactly one Host: none", "Accept: */*\r\n"));
  table.push_back(headed("exactly one Host: two", "Host: a\r\nHost: b\r\n"));
  table.push_back(headed("exactly one Host: twice the same", "Host: a\r\nHost: a\r\n"));
  for (const char* value : {"a b", "a/b", "a@b", "a:b", "[::1", "a\\b", "a#b", "a?b"})
    table.push_back(headed("Host is host[:port]: '"s + value + "'", "Host: "s + value + "\r\n"));
}

void add_first_lines(Table& table) {
  for (const char* line :
       {"GET /zato/ping", "GET  /zato/ping HTTP/1.1", "GET /zato/ping  HTTP/1.1", " GET /zato/ping HTTP/1.1",
        "GET /zato/ping HTTP/1.1 ", "GET\t/zato/ping HTTP/1.1", "GET /zato ping HTTP/1.1", "GET HTTP/1.1",
        "/zato/ping HTTP/1.1", "GET /zato/ping HTTP/1.10", "GET /zato/ping HTTP/2.0", "GET /zato/ping HTTP/0.9",
        "GET /zato/ping http/1.1", "GET /zato/ping HTTPS/1.1", "GET /zato/ping HTTP/1,1", "GET /zato/ping HTTP/11",
        "GET /zato/ping HTTP /1.1"})
    table.push_back(first_line("request line: '"s + line + "'", line));
  for (const char* method : {"get", "GeT", "FOO", "PRI", "G(T", "GET,", "G\x01T", "CONNECT", "TRACE", "\"GET\""})
    table.push_back(first_line("method from the list: '"s + method + "'", method + " /zato/ping HTTP/1.1"s));
  for (const char* target :
       {"zato/ping", "http://x/zato/ping", "https://x/zato/ping", "x:80", "*", "/zato/ping#part", "/zato/\x01ping",
        "/zato/\x7fping", "/zato/\xc3\xa9", "/zato/ping\\", "?x", "/%", "/%zz", "/%00", "/a%2"})
    table.push_back(first_line("target in origin form: '"s + target + "'", "GET "s + target + " HTTP/1.1"));
}

void add_fields(Table& table) {
  table.push_back(headed("no obs-fold", "Host: x\r\nX-Folded: a\r\n b\r\n"));
  table.push_back(headed("no obs-fold with a tab", "Host: x\r\nX-Folded: a\r\n\tb\r\n"));
  table.push_back(headed("no fold before the first field", " Host: x\r\nHost: x\r\n"));
  table.push_back(headed("no field without a colon", "Host: x\r\nNoColon\r\n"));
  table.push_back(headed("no empty field name", "Host: x\r\n: value\r\n"));
  table.push_back(headed("no blank in a field name", "Host: x\r\nX Name: value\r\n"));
  table.push_back(headed("no separator in a field name", "Host: x\r\nX(Name): value\r\n"));
  table.push_back(headed("no byte above 127 in a field name", "Host: x\r\nX-\xc3\xa9: value\r\n"));
  table.push_back(headed("no NUL in a value", "Host: x\r\nX-Name: a"s + '\0' + "b\r\n"));
  table.push_back(headed("no NUL in a name", "Host: x\r\nX-"s + '\0' + "Name: b\r\n"));
  table.push_back(headed("no control character in a value",
                         "Host: x\r\nX-Name: a\x01"
                         "b\r\n"));
  table.push_back(headed("no DEL in a value",
                         "Host: x\r\nX-Name: a\x7f"
                         "b\r\n"));
  table.push_back(headed("no bare CR in a value", "Host: x\r\nX-Name: a\rb\r\n"));
  table.push_back(headed("no bare LF between fields", "Host: x\nX-Name: a\r\n"));
  table.push_back({"no bare LF at all", "GET /zato/ping HTTP/1.1\nHost: x\n\n" + kCanary});
  table.push_back({"no bare CR as line end", "GET /zato/ping HTTP/1.1\rHost: x\r\r" + kCanary});
  std::string many = "Host: x\r\n";
  for (int i = 0; i < 100; ++i) many += "X-" + std::to_string(i) + ": v\r\n";
  table.push_back(headed("at most 100 fields", many));
  table.push_back(
      headed("at most 16 KiB of headers, in one field", "Host: x\r\nX-Long: " + std::string(17000, 'a') + "\r\n"));
  table.push_back(headed(
      "at most 16 KiB of headers, in many", "Host: x\r\n" + [] {
        std::string fields;
        for (int i = 0; i < 90; ++i) fields += "X-" + std::to_string(i) + ": " + std::string(200, 'v') + "\r\n";
        return fields;
      }()));
  table.push_back(
      {"at most 16 KiB of request line", "GET /" + std::string(17000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n" + kCanary});
}

void add_other_protocols(Table& table) {
  table.push_back({"no TLS on a plain port",
                   "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s + std::string(64, '\x42') + "\r\n\r\n"});
  table.push_back({"no HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"});
  table.push_back(
      {"no PROXY protocol", "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\nGET /zato/ping HTTP/1.1\r\nHost: x\r\n\r\n"});
  table.push_back({"no noise", std::string(2000, '\xff') + "\r\n\r\n"});
  table.push_back({"no zeroes", std::string(2000, '\0') + "\r\n\r\n"});
}

}  // namespace

std::vector<HostileRequest> hostile_requests() {
  Table table;
  add_transfer_encodings(table);
  add_content_lengths(table);
  add_chunks(table);
  add_hosts(table);
  add_first_lines(table);
  add_fields(table);
  add_other_protocols(table);
  return table;
}

std::vector<HostileRequest> odd_but_valid_requests() {
  return {
      {"a query", "GET /zato/ping?a=b&c HTTP/1.1\r\nHost: x\r\n\r\n"},
      {"field names in any case", "GET /zato/ping HTTP/1.1\r\nhOsT: x\r\n\r\n"},
      {"no blank after the colon", "GET /zato/ping HTTP/1.1\r\nHost:x\r\n\r\n"},
      {"blanks around a value", "GET /zato/ping HTTP/1.1\r\nHost: \t x \t\r\n\r\n"},
      {"a host with a port", "GET /zato/ping HTTP/1.1\r\nHost: [::1]:17010\r\n\r\n"},
      {"an empty value", "GET /zato/ping HTTP/1.1\r\nHost: x\r\nX-Empty:\r\n\r\n"},
      {"UTF-8 in a value", "GET /zato/ping HTTP/1.1\r\nHost: x\r\nX-Name: \xc3\xa9\r\n\r\n"},
      {"one hundred fields", "GET /zato/ping HTTP/1.1\r\nHost: x\r\n" +
                                 [] {
                                   std::string fields;
                                   for (int i = 0; i < 99; ++i) fields += "X-" + std::to_string(i) + ": v\r\n";
                                   return fields;
                                 }() +
                                 "\r\n"},
      {"a body by length", "POST /zato/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"},
      {"a body in chunks",
       "POST /zato/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"},
      {"a trailer",
       "POST /zato/ping HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nX-Trailer: a\r\n\r\n"},
      {"HTTP/1.0", "GET /zato/ping HTTP/1.0\r\nHost: x\r\n\r\n"},
      {"an empty body by length", "GET /zato/ping HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"},
  };
}

}  // namespace zato::test
