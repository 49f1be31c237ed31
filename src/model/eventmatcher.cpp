// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventmatcher.h"

#include "core/plaintext.h"
#include "model/eventlogmodel.h"
#include "model/facttext.h"
#include "model/kindwords.h"

#include <utility>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

enum Verdict : quint8 { NotAsked, No, Yes };

constexpr std::size_t stages = std::size_t(CommandStage::Cancelled) + 2; ///< and none
constexpr std::size_t kinds = std::size_t(FactKind::Unreadable) + 1;
constexpr std::size_t recordKinds = std::size_t(FlagKind::AiConfig) + 1;
/// Beyond it what was found out about details is forgotten; only a log full of different ones gets there.
constexpr qsizetype mostDetails = 200'000;

/// What a source is called where nobody is named; see sourceText().
QString sourceWord(FactSource source)
{
    Fact fact;
    fact.source = source;
    return sourceText(fact);
}

/// What was changed is described by kind and detail alone, but for these.
bool dependsOnMore(FactKind kind)
{
    return kind == FactKind::Command || kind == FactKind::Unreadable;
}

} // namespace

const QStringList &EventMatcher::fields()
{
    static const QStringList names = {u"flag"_s, u"type"_s,    u"source"_s, u"by"_s,
                                      u"env"_s,  u"latency"_s, u"kind"_s};
    return names;
}

void EventMatcher::setQuery(FilterQuery query)
{
    m_query = std::move(query);
    m_memories.clear();
    for (const FilterQuery::Term &term : m_query.terms()) {
        Memory memory;
        if (term.field == u"flag")
            memory.field = Field::Flag;
        else if (term.field == u"kind")
            memory.field = Field::Kind;
        else if (term.field == u"type")
            memory.field = Field::Type;
        else if (term.field == u"source")
            memory.field = Field::Source;
        else if (term.field == u"by")
            memory.field = Field::By;
        else if (term.field == u"env")
            memory.field = Field::Environment;
        else if (term.field == u"latency")
            memory.field = Field::Latency;
        memory.kinds.resize(recordKinds * kinds * stages);
        m_memories.push_back(std::move(memory));
    }
}

void EventMatcher::setShownEnvironment(const QString &name)
{
    m_shownEnvironment = name;
    for (Memory &memory : m_memories) {
        memory.details.clear();
        memory.lastDetail = 0;
    }
}

bool EventMatcher::accepts(int logRow)
{
    if (m_query.isEmpty())
        return true;
    const FactRecord &record = m_log.recordAt(logRow);
    return m_query.evaluate([&](int index) { return acceptsTerm(index, logRow, record); });
}

bool EventMatcher::looksAtDetails() const
{
    return std::any_of(m_memories.begin(), m_memories.end(), [](const Memory &memory) {
        switch (memory.field) {
        case Field::Text:
        case Field::Type:
        case Field::Environment:
        case Field::Latency: return true;
        case Field::Flag:
        case Field::Kind:
        case Field::Source:
        case Field::By: break;
        }
        return false;
    });
}

bool EventMatcher::acceptsTerm(int index, int logRow, const FactRecord &record)
{
    switch (m_memories[std::size_t(index)].field) {
    case Field::Flag: return ofFlag(index, record);
    case Field::Kind: return ofKind(index, record);
    case Field::Type: return ofType(index, record);
    case Field::Source: return ofSource(index, record);
    case Field::By: return ofAuthor(index, record);
    case Field::Environment: return ofEnvironment(index, record);
    case Field::Latency:
        return record.lagMs != FactRecord::noLag
               && m_query.terms().at(index).accepts(std::chrono::milliseconds(record.lagMs));
    case Field::Text: break;
    }
    return ofFlag(index, record) || ofType(index, record) || ofAuthor(index, record)
           || ofWhat(index, logRow, record);
}

template <typename Matches>
bool EventMatcher::ofString(std::vector<quint32> &memory, StringTable::Id id, const Matches &matches) const
{
    const StringTable &strings = m_log.strings();
    if (id >= memory.size())
        memory.resize(std::max(strings.size(), std::size_t(id) + 1));
    // The generation beside the verdict tells when an id has come to name another text.
    const quint32 generation = strings.generation(id) << 2U;
    quint32 &known = memory[id];
    if (known <= generation || known > generation + Yes)
        known = generation + (matches(strings.at(id)) ? Yes : No);
    return known == generation + Yes;
}

bool EventMatcher::ofFlag(int index, const FactRecord &record)
{
    const FilterQuery::Term &term = m_query.terms().at(index);
    return ofString(m_memories[std::size_t(index)].flags, record.flag,
                    [&term](const QString &key) { return term.matches(key); });
}

bool EventMatcher::ofKind(int index, const FactRecord &record)
{
    if (record.flag == StringTable::emptyText)
        return false; // about none
    quint8 &known = m_memories[std::size_t(index)].records[std::size_t(record.flagKind)];
    if (known == NotAsked)
        known = m_query.terms().at(index).matches(filterWord(record.flagKind)) ? Yes : No;
    return known == Yes;
}

bool EventMatcher::ofType(int index, const FactRecord &record)
{
    const auto stage = record.kind == FactKind::Command ? m_log.details().stage(record.detail) : std::nullopt;
    const FlagKind of = record.flagKind;
    const std::size_t place =
        (std::size_t(of) * kinds + std::size_t(record.kind)) * stages + (stage ? std::size_t(*stage) + 1 : 0);
    quint8 &known = m_memories[std::size_t(index)].kinds[place];
    if (known == NotAsked) {
        const FilterQuery::Term &term = m_query.terms().at(index);
        // A field names kind or stage; a word is looked for in what the column shows.
        const bool asField = !term.field.isEmpty();
        const bool matches = (stage && term.matches(word(*stage)))
                             || ((asField || !stage) && term.matches(word(record.kind, of)));
        known = matches ? Yes : No;
    }
    return known == Yes;
}

bool EventMatcher::ofSource(int index, const FactRecord &record)
{
    quint8 &known = m_memories[std::size_t(index)].sources[std::size_t(record.source)];
    if (known == NotAsked)
        known = m_query.terms().at(index).matches(word(record.source)) ? Yes : No;
    return known == Yes;
}

bool EventMatcher::ofAuthor(int index, const FactRecord &record)
{
    Memory &memory = m_memories[std::size_t(index)];
    const FilterQuery::Term &term = m_query.terms().at(index);
    if (record.by != StringTable::emptyText) {
        return ofString(memory.authors, record.by, [&term](const QString &by) {
            return term.matches(QStringList{plainLine(by), by});
        });
    }
    quint8 &known = memory.sources[std::size_t(record.source)];
    if (known == NotAsked) {
        QStringList texts{sourceWord(record.source)};
        if (!term.field.isEmpty())
            texts.append(QString()); // by:"" finds what nobody signed
        known = term.matches(texts) ? Yes : No;
    }
    return known == Yes;
}

bool EventMatcher::ofEnvironment(int index, const FactRecord &record)
{
    return ofDetail(m_memories[std::size_t(index)], record, [&] {
        const FilterQuery::Term &term = m_query.terms().at(index);
        const QString elsewhere = m_log.details().elsewhere(record.detail);
        if (!elsewhere.isEmpty())
            return term.matches(elsewhere);
        return term.matches(u"this"_s) || (!m_shownEnvironment.isEmpty() && term.matches(m_shownEnvironment));
    });
}

bool EventMatcher::ofWhat(int index, int logRow, const FactRecord &record)
{
    const auto matches = [&] { return m_query.terms().at(index).matches(factText(m_log.at(logRow))); };
    return dependsOnMore(record.kind) ? matches() : ofDetail(m_memories[std::size_t(index)], record, matches);
}

template <typename Matches>
bool EventMatcher::ofDetail(Memory &memory, const FactRecord &record, const Matches &matches) const
{
    const quint64 generation = m_log.details().generation(record.detail) & 0xFF'FFFFU;
    static_assert(kinds < 64);
    const quint64 kind = quint64(record.flagKind) * 64 + quint64(record.kind) + 1;
    const quint64 place = (kind << 56U) | (generation << 32U) | record.detail;
    if (place == memory.lastDetail)
        return memory.lastVerdict;
    auto known = memory.details.constFind(place);
    if (known == memory.details.cend()) {
        if (memory.details.size() >= mostDetails)
            memory.details.clear();
        known = memory.details.insert(place, matches());
    }
    memory.lastDetail = place;
    memory.lastVerdict = *known;
    return *known;
}

} // namespace signalbox
