// The scripts (scripts.hpp). Sizes are counted as message.hpp does. What settles a message runs even where Redis is out
// of memory, since that is how memory comes back.
#include "messages/scripts.hpp"

namespace zato::messages::scripts {
namespace {

constexpr const char* kRefusedWithoutMemory = "#!lua\n";
constexpr const char* kAlways = "#!lua flags=allow-oom\n";
constexpr const char* kReads = "#!lua flags=no-writes,allow-oom\n";

// A stream begins with its group, so that no entry is ever added for nobody.
constexpr const char* kAppend = R"(
local known = {}
local function append(streams, stream, head, body, expires)
  if not known[stream] then
    if redis.call('EXISTS', stream) == 0 then redis.call('XGROUP', 'CREATE', stream, 'servers', '0', 'MKSTREAM') end
    redis.call('SADD', streams, stream)
    known[stream] = true
  end
  if expires then return redis.call('XADD', stream, '*', 'h', head, 'p', body, 'x', expires) end
  return redis.call('XADD', stream, '*', 'h', head, 'p', body)
end
local function size_of(head, body) return #head + #body + 64 end
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
local function fields_of(entry)
  local fields = {}
  for i = 1, #entry[2], 2 do fields[entry[2][i]] = entry[2][i + 1] end
  return fields
end
)";

broker::Script script(const char* flags, const char* body) {
  return broker::Script(std::string(flags) + kAppend + body);
}

}  // namespace

broker::Script accept() {
  return script(kRefusedWithoutMemory, R"(
local streams, bytes, books, later, due, dead, kept_ids = unpack(KEYS)
local budget, time = tonumber(ARGV[1]), nil
local used, results, accepted, duplicates, refused = {}, {}, 0, 0, 0
local function used_of(stream)
  if not used[stream] then used[stream] = tonumber(redis.call('HGET', bytes, stream) or '0') end
  return used[stream]
end
for at = 2, #ARGV, 9 do
  local stream, key, kept, delay, expiration, cid, head, body, outbox = unpack(ARGV, at, at + 8)
  local earlier = key ~= '' and redis.call('GET', key)
  local place = delay ~= '0' and later or stream
  local size = size_of(head, body)
  if earlier then
    duplicates = duplicates + 1
    results[#results + 1] = {'duplicate', earlier}
  elseif used_of(place) + size > budget or used_of(dead) > budget then
    refused = refused + 1
    results[#results + 1] = {'full', used_of(dead) > budget and dead or place}
  else
    local expires, id
    if delay ~= '0' or expiration ~= '0' then time = time or now() end
    if expiration ~= '0' then expires = time + tonumber(expiration) end
    if delay == '0' then
      id = append(streams, stream, head, body, expires)
    else
      id = redis.call('XADD', later, '*', 's', stream, 'h', head, 'p', body, 'x', expires or 0)
      redis.call('ZADD', due, time + tonumber(delay), id)
    end
    if key ~= '' then redis.call('SET', key, cid, 'PX', kept) end
    if outbox ~= '' then redis.call('SADD', kept_ids, outbox) end
    used[place] = used_of(place) + size
    redis.call('HINCRBY', bytes, place, size)
    accepted = accepted + 1
    results[#results + 1] = {'accepted', id}
  end
end
if accepted > 0 then redis.call('HINCRBY', books, 'accepted', accepted) end
if duplicates > 0 then redis.call('HINCRBY', books, 'duplicates', duplicates) end
if refused > 0 then redis.call('HINCRBY', books, 'refused', refused) end
return results)");
}

broker::Script settle() {
  return script(kAlways, R"(
local streams, bytes, books, dead, suspects, kept_ids = unpack(KEYS)
local at, settled, counts = 2, 0, {}
local function count(what) counts[what] = (counts[what] or 0) + 1 end
while at <= #ARGV do
  local stream, id, size, outcome, reason, outbox, follow = unpack(ARGV, at, at + 6)
  at = at + 7
  if redis.call('EXISTS', stream) == 1 and redis.call('XACK', stream, 'servers', id) == 1 then
    settled = settled + 1
    if outcome == 'dead' then
      local entry = redis.call('XRANGE', stream, id, id)[1]
      if entry then
        local fields = fields_of(entry)
        redis.call('XADD', dead, '*', 's', stream, 'i', id, 'r', reason, 'h', fields.h or '', 'p', fields.p or '')
        redis.call('HINCRBY', bytes, dead, size)
      end
    end
    redis.call('XDEL', stream, id)
    redis.call('HINCRBY', bytes, stream, -size)
    if outbox ~= '' and outcome ~= 'dead' then redis.call('SREM', kept_ids, outbox) end
    count(outcome)
    for i = 0, tonumber(follow) - 1 do
      local to, head, body, also = unpack(ARGV, at + 4 * i, at + 4 * i + 3)
      append(streams, to, head, body)
      if also ~= '' then redis.call('SADD', kept_ids, also) end
      redis.call('HINCRBY', bytes, to, size_of(head, body))
      count('accepted')
    end
  end
  at = at + 4 * follow
  if redis.call('HGET', suspects, ARGV[1]) == stream .. ' ' .. id then redis.call('HDEL', suspects, ARGV[1]) end
end
for what, many in pairs(counts) do redis.call('HINCRBY', books, what, many) end
return settled)");
}

// A worker that dies takes with it messages that are not to blame. If it ran one on probation, that one is; the others
// are not counted.
broker::Script claim() {
  return script(kAlways, R"(
local stream, suspects = unpack(KEYS)
local me, id, whose, least, how = unpack(ARGV)
local pending = redis.call('XPENDING', stream, 'servers', id, id, 1)[1]
if not pending or (whose ~= '' and pending[2] ~= whose) or pending[3] < tonumber(least) then return false end
local count = pending[4] + 1
local place = stream .. ' ' .. id
if how ~= 'retry' then
  local blamed = redis.call('HGET', suspects, pending[2])
  if blamed and blamed ~= place then count = pending[4] end
end
local entry = redis.call('XCLAIM', stream, 'servers', me, 0, id, 'RETRYCOUNT', count)[1]
if not entry then return false end
if how == 'suspect' then redis.call('HSET', suspects, me, place) end
return {count, entry[2]})");
}

broker::Script renew() {
  return script(kAlways, R"(
local lost = {}
for i = 2, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], 'servers', ARGV[i], ARGV[i], 1)[1]
  if pending and pending[2] == ARGV[1] then
    redis.call('XCLAIM', KEYS[1], 'servers', ARGV[1], 0, ARGV[i], 'JUSTID')
  else
    lost[#lost + 1] = ARGV[i]
  end
end
return lost)");
}

broker::Script release() {
  return script(kAlways, R"(
local released = 0
for i = 2, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], 'servers', ARGV[i], ARGV[i], 1)[1]
  if pending and pending[2] == ARGV[1] then
    redis.call('XCLAIM', KEYS[1], 'servers', ARGV[1], 0, ARGV[i], 'IDLE', 604800000, 'JUSTID')
    released = released + 1
  end
end
return released)");
}

broker::Script bury() {
  return script(kAlways, R"(
if #redis.call('XPENDING', KEYS[1], 'servers', '-', '+', 1, ARGV[1]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], 'servers', ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return 1)");
}

broker::Script promote() {
  return script(kAlways, R"(
local streams, bytes, later, due = unpack(KEYS)
local time = now()
for _, id in ipairs(redis.call('ZRANGEBYSCORE', due, '-inf', time, 'LIMIT', 0, 500)) do
  local entry = redis.call('XRANGE', later, id, id)[1]
  if entry then
    local fields = fields_of(entry)
    local size = size_of(fields.h, fields.p)
    append(streams, fields.s, fields.h, fields.p, fields.x ~= '0' and fields.x)
    redis.call('HINCRBY', bytes, fields.s, size)
    redis.call('HINCRBY', bytes, later, -size)
    redis.call('XDEL', later, id)
  end
  redis.call('ZREM', due, id)
end
local next = redis.call('ZRANGE', due, 0, 0, 'WITHSCORES')
return {time, next[2] and math.max(0, tonumber(next[2]) - time) or -1})");
}

// Whoever notices first counts the loss. A life that comes back from a backup is given up: others know it as well.
broker::Script watch() {
  return script(kAlways, R"(
local life_key, lost, books, kept_ids = unpack(KEYS)
local known, seen, held, fresh = unpack(ARGV, 1, 4)
local life = redis.call('GET', life_key)
local counts = redis.call('HMGET', books, 'accepted', 'done', 'expired', 'deleted')
for i = 1, 4 do counts[i] = tonumber(counts[i] or '0') end
local loss = known ~= '' and (life ~= known or counts[1] < tonumber(seen))
if not life or (loss and life == known) then
  life = fresh
  redis.call('SET', life_key, life)
end
if loss and redis.call('SADD', lost, known) == 1 then
  redis.call('HINCRBY', books, 'losses', 1)
  redis.call('HINCRBY', books, 'missing', held)
end
local there = {}
if #ARGV > 4 then there = redis.call('SMISMEMBER', kept_ids, unpack(ARGV, 5)) end
return {life, counts[1], counts[1] - counts[2] - counts[3] - counts[4], loss and 1 or 0, there})");
}

broker::Script read_books() {
  return script(kReads, R"(
local streams, bytes, books, dead, later = unpack(KEYS)
local lengths = {}
for _, stream in ipairs(redis.call('SMEMBERS', streams)) do
  lengths[#lengths + 1] = stream
  lengths[#lengths + 1] = redis.call('XLEN', stream)
  lengths[#lengths + 1] = tonumber(redis.call('HGET', bytes, stream) or '0')
end
return {redis.call('HGETALL', books), redis.call('XLEN', dead), redis.call('XLEN', later), lengths})");
}

broker::Script replay() {
  return script(kRefusedWithoutMemory, R"(
local streams, bytes, books, dead = unpack(KEYS)
local entry = redis.call('XRANGE', dead, ARGV[1], ARGV[1])[1]
if not entry then return 0 end
local fields = fields_of(entry)
local size = size_of(fields.h, fields.p)
append(streams, fields.s, fields.h, fields.p)
redis.call('XDEL', dead, ARGV[1])
redis.call('HINCRBY', bytes, fields.s, size)
redis.call('HINCRBY', bytes, dead, -size)
redis.call('HINCRBY', books, 'dead', -1)
redis.call('HINCRBY', books, 'replayed', 1)
return 1)");
}

broker::Script remove() {
  return script(kAlways, R"(
local bytes, books, dead, later, due, kept_ids = unpack(KEYS)
local stream, id = unpack(ARGV)
local entry = redis.call('XRANGE', stream, id, id)[1]
if not entry then return 0 end
local fields = fields_of(entry)
if stream ~= dead then
  if stream == later then redis.call('ZREM', due, id) else redis.call('XACK', stream, 'servers', id) end
  redis.call('HINCRBY', books, 'dead', 1)
end
local readable, header = pcall(cjson.decode, fields.h)
if readable and type(header) == 'table' and type(header.id) == 'string' then redis.call('SREM', kept_ids, header.id) end
redis.call('XDEL', stream, id)
redis.call('HINCRBY', bytes, stream, -size_of(fields.h, fields.p))
redis.call('HINCRBY', books, 'deleted', 1)
return 1)");
}

}  // namespace zato::messages::scripts
