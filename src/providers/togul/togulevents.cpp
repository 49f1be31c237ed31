// SPDX-License-Identifier: GPL-3.0-or-later
#include "providers/togul/togulevents.h"

#include "core/limits.h"

#include <simdjson.h>

#include <cstring>
#include <string>
#include <unordered_map>

using namespace Qt::StringLiterals;

namespace signalbox::togul {

namespace {

QString toText(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// Ids of texts met before: the same text gives the same shared string.
template <typename Id>
class Interned
{
public:
    Id operator()(std::string_view text)
    {
        if (const auto known = m_known.find(text); known != m_known.end())
            return known->second;
        Id id(toText(text));
        if (text.size() > longestKept)
            return id;
        if (m_known.size() >= mostKept)
            m_known.clear(); // a server with that many keys pays for meeting them again
        m_known.emplace(std::string(text), id);
        return id;
    }

private:
    static constexpr std::size_t longestKept = 256;
    static constexpr std::size_t mostKept = 20'000;

    struct Hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    std::unordered_map<std::string, Id, Hash, std::equal_to<>> m_known;
};

std::optional<FlagChange::Kind> kindOf(std::string_view type)
{
    using Kind = FlagChange::Kind;
    if (type == "flag.updated")
        return Kind::FlagUpdated;
    if (type == "flag.created")
        return Kind::FlagCreated;
    if (type == "flag.deleted")
        return Kind::FlagDeleted;
    if (type == "rule.updated")
        return Kind::RuleUpdated;
    if (type == "rule.created")
        return Kind::RuleCreated;
    if (type == "rule.deleted")
        return Kind::RuleDeleted;
    return std::nullopt;
}

/// The fields of one event as far as they had the documented type.
struct Fields
{
    std::string_view type;
    std::string_view flagKey;
    std::string_view environment;
    std::optional<qint64> version;
    std::optional<qint64> timestamp;
};

using simdjson::error_code;

error_code readText(simdjson::ondemand::value value, std::string_view &text)
{
    auto read = value.get_string();
    if (read.error() == simdjson::INCORRECT_TYPE)
        return simdjson::SUCCESS; // stays empty; what that means is decided below
    return std::move(read).get(text);
}

error_code readNumber(simdjson::ondemand::value value, std::optional<qint64> &number)
{
    simdjson::ondemand::json_type type{};
    if (const error_code error = value.type().get(type))
        return error;
    std::int64_t read = 0;
    if (type == simdjson::ondemand::json_type::number && value.get_int64().get(read) == simdjson::SUCCESS)
        number = read;
    return simdjson::SUCCESS;
}

error_code readFields(simdjson::ondemand::document &document, Fields &fields)
{
    simdjson::ondemand::object object;
    if (const error_code error = document.get_object().get(object))
        return error;
    for (auto field : object) {
        std::string_view name;
        if (const error_code error = field.unescaped_key().get(name))
            return error;
        simdjson::ondemand::value value;
        if (const error_code error = field.value().get(value))
            return error;
        error_code error = simdjson::SUCCESS;
        if (name == "type")
            error = readText(value, fields.type);
        else if (name == "flag_key")
            error = readText(value, fields.flagKey);
        else if (name == "environment_id")
            error = readText(value, fields.environment);
        else if (name == "version")
            error = readNumber(value, fields.version);
        else if (name == "timestamp")
            error = readNumber(value, fields.timestamp);
        if (error)
            return error;
    }
    // "Out of bounds" is how the end of the text shows itself.
    const bool atEnd = document.current_location().error() == simdjson::OUT_OF_BOUNDS;
    return atEnd ? simdjson::SUCCESS : simdjson::TRAILING_CONTENT;
}

FlagChange unreadable(const QString &reason)
{
    FlagChange change;
    change.kind = FlagChange::Kind::Unreadable;
    change.text = reason;
    return change;
}

} // namespace

class EventDecoder::Private
{
public:
    simdjson::ondemand::parser parser;
    std::string buffer; ///< the event with the padding that the JSON parser may read into
    Interned<FlagKey> keys;
    Interned<EnvironmentId> environments;
};

EventDecoder::EventDecoder() : d(std::make_unique<Private>()) {}

EventDecoder::~EventDecoder() = default;

FlagChange EventDecoder::decode(const StreamEvent &event)
{
    const std::size_t size = event.data.size();
    if (d->buffer.size() < size + simdjson::SIMDJSON_PADDING)
        d->buffer.resize(size + simdjson::SIMDJSON_PADDING);
    event.data.copy(d->buffer.data(), size); // not memcpy: an empty event may point nowhere
    std::memset(d->buffer.data() + size, 0, simdjson::SIMDJSON_PADDING);

    Fields fields;
    simdjson::ondemand::document document;
    error_code error =
        d->parser.iterate(simdjson::padded_string_view(d->buffer.data(), size, d->buffer.size()))
            .get(document);
    if (!error)
        error = readFields(document, fields);
    if (error)
        return unreadable(
            u"not a JSON object: %1"_s.arg(QString::fromLatin1(simdjson::error_message(error))));
    if (fields.type.empty())
        return unreadable(u"\"type\" is missing or not text"_s);

    FlagChange change;
    change.version = fields.version;
    // Whole seconds; what cannot be a time of this era is no time.
    constexpr qint64 endOfYear9999 = 253'402'300'799;
    if (fields.timestamp && *fields.timestamp > 0 && *fields.timestamp <= endOfYear9999)
        change.happenedAt = WallTime(std::chrono::seconds(*fields.timestamp));
    if (fields.type == "resync") { // signalboxd's: what was missed is not kept
        change.kind = FlagChange::Kind::Everything;
        return change;
    }
    const auto kind = kindOf(fields.type);
    if (!kind) {
        change.text = toText(fields.type).left(limits::errorDetailLength);
        return change;
    }
    // Without a name anything may have changed; the vendor's own clients drop their whole cache then.
    if (fields.flagKey.empty() || fields.environment.empty()) {
        change.kind = FlagChange::Kind::Everything;
        return change;
    }
    change.kind = *kind;
    change.flag.key = d->keys(fields.flagKey);
    change.flag.environment = d->environments(fields.environment);
    return change;
}

} // namespace signalbox::togul
