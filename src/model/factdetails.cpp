// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/factdetails.h"

#include <QCoreApplication>

namespace signalbox {

namespace {

// The two highest bits say what the others are.
constexpr unsigned tagShift = 30;
constexpr FactDetails::Ref payload = (1U << tagShift) - 1;
enum Tag : quint32 { HeldTag, ChangeTag, TextTag };

// A change: who is on, what switched, whether it was read back, and where.
constexpr FactDetails::Ref readBackBit = 1U;
constexpr unsigned enabledShift = 1;
constexpr unsigned switchShift = 3;
constexpr unsigned elsewhereShift = 5;
constexpr StringTable::Id mostElsewhere = payload >> elsewhereShift;
enum TwoBits : quint32 { Absent, Off, On };

Tag tagOf(FactDetails::Ref ref)
{
    return Tag(ref >> tagShift);
}

FactDetails::Ref tagged(Tag tag, quint32 bits)
{
    return (quint32(tag) << tagShift) | bits;
}

TwoBits bitsAt(FactDetails::Ref ref, unsigned shift)
{
    return TwoBits((ref >> shift) & 3U);
}

StringTable::Id elsewhereOf(FactDetails::Ref ref)
{
    return (ref & payload) >> elsewhereShift;
}

bool fitsBits(const ChangeDetail &change)
{
    const FlagDelta &delta = change.delta;
    return !delta.defaultValue && !delta.name && !delta.description && !delta.rules
           && (!delta.enabled || delta.enabled->before != delta.enabled->after);
}

quint32 bitsOf(const ChangeDetail &change)
{
    quint32 bits = change.readBack ? readBackBit : 0;
    if (change.enabledNow)
        bits |= (*change.enabledNow ? On : Off) << enabledShift;
    if (change.delta.enabled)
        bits |= (change.delta.enabled->after ? On : Off) << switchShift;
    return bits;
}

/// Calls @p visit with each value that @p detail holds.
template <typename Detail, typename Visit>
void visitValues(Detail &detail, const Visit &visit)
{
    const auto visitSome = [&visit](auto &value) {
        if (value)
            visit(*value);
    };
    if (auto *change = std::get_if<ChangeDetail>(&detail)) {
        if (change->delta.defaultValue) {
            visit(change->delta.defaultValue->before);
            visit(change->delta.defaultValue->after);
        }
    } else if (auto *command = std::get_if<CommandDetail>(&detail)) {
        visitSome(command->wanted.defaultValue);
        visitSome(command->valueBefore);
    } else if (auto *resync = std::get_if<ResyncDetail>(&detail)) {
        for (auto *side : {&resync->difference.before, &resync->difference.after}) {
            if (*side)
                visitSome((*side)->defaultValue);
        }
    }
}

qsizetype valueBytesOf(const FactDetail &detail)
{
    qsizetype characters = 0;
    visitValues(detail, [&characters](const FlagValue &value) { characters += textLength(value); });
    return characters * qsizetype(sizeof(QChar));
}

/// Text whatever it was: a part of JSON is none.
void cut(FlagValue &value)
{
    if (textLength(value) <= limits::cutValueLength)
        return;
    const auto *text = std::get_if<QString>(&value);
    const QString kept = (text ? *text : std::get<JsonText>(value).text).left(limits::cutValueLength);
    value = QCoreApplication::translate("FactDetails", "%1… (the rest has left the log)").arg(kept);
}

} // namespace

std::optional<FactDetails::Ref> FactDetails::inBits(const FactDetail &detail)
{
    if (const auto *change = std::get_if<ChangeDetail>(&detail); change && fitsBits(*change)) {
        const StringTable::Id where = m_strings.take(change->elsewhere);
        if (where <= mostElsewhere)
            return tagged(ChangeTag, bitsOf(*change) | (where << elsewhereShift));
        m_strings.release(where);
    } else if (const auto *text = std::get_if<TextDetail>(&detail); text && !text->about) {
        const StringTable::Id id = m_strings.take(text->text);
        if (id <= payload)
            return tagged(TextTag, id);
        m_strings.release(id);
    }
    return std::nullopt;
}

bool FactDetails::isLast(const FactDetail *detail) const
{
    return m_last != none && m_held[m_last - 1].detail.get() == detail;
}

FactDetails::Ref FactDetails::hold(std::shared_ptr<const FactDetail> detail)
{
    Ref ref = Ref(m_held.size()) + 1;
    if (m_free.empty()) {
        m_held.emplace_back();
    } else {
        ref = m_free.back();
        m_free.pop_back();
    }
    Held &held = m_held[ref - 1];
    held.detail = std::move(detail);
    held.uses = 1;
    m_valueBytes += valueBytesOf(*held.detail);
    m_last = ref;
    return ref;
}

FactDetails::Ref FactDetails::take(const std::shared_ptr<const FactDetail> &detail)
{
    if (!detail)
        return none;
    if (const auto bits = inBits(*detail))
        return *bits;
    if (isLast(detail.get())) {
        ++m_held[m_last - 1].uses;
        return m_last;
    }
    return hold(detail);
}

FactDetails::Ref FactDetails::take(const FactDetail &detail)
{
    if (const auto bits = inBits(detail))
        return *bits;
    if (m_last != none && *m_held[m_last - 1].detail == detail) {
        ++m_held[m_last - 1].uses;
        return m_last;
    }
    return hold(makeDetail(detail));
}

void FactDetails::release(Ref ref)
{
    switch (tagOf(ref)) {
    case ChangeTag: m_strings.release(elsewhereOf(ref)); return;
    case TextTag: m_strings.release(ref & payload); return;
    case HeldTag: break;
    }
    if (ref == none)
        return;
    Held &held = m_held[ref - 1];
    if (--held.uses > 0)
        return;
    m_valueBytes -= valueBytesOf(*held.detail);
    held.detail.reset();
    ++held.generation;
    m_free.push_back(ref);
    if (m_last == ref)
        m_last = none;
}

void FactDetails::cutValues(Ref ref)
{
    if (!held(ref))
        return;
    Held &held = m_held[ref - 1];
    const qsizetype whole = valueBytesOf(*held.detail);
    if (whole == 0)
        return;
    FactDetail less = *held.detail;
    visitValues(less, [](FlagValue &value) { cut(value); });
    m_valueBytes += valueBytesOf(less) - whole;
    held.detail = makeDetail(std::move(less));
    ++held.generation;
    if (m_last == ref)
        m_last = none;
}

std::shared_ptr<const FactDetail> FactDetails::at(Ref ref) const
{
    switch (tagOf(ref)) {
    case HeldTag: return ref == none ? nullptr : m_held[ref - 1].detail;
    case TextTag: return makeDetail(TextDetail{m_strings.at(ref & payload)});
    case ChangeTag: break;
    }
    ChangeDetail change;
    change.readBack = (ref & readBackBit) != 0;
    if (const TwoBits enabled = bitsAt(ref, enabledShift); enabled != Absent)
        change.enabledNow = enabled == On;
    if (const TwoBits switched = bitsAt(ref, switchShift); switched != Absent)
        change.delta.enabled = FlagDelta::Change<bool>{switched == Off, switched == On};
    change.elsewhere = m_strings.at(elsewhereOf(ref));
    return makeDetail(std::move(change));
}

const FactDetail *FactDetails::held(Ref ref) const
{
    return ref == none || tagOf(ref) != HeldTag ? nullptr : m_held[ref - 1].detail.get();
}

std::optional<CommandStage> FactDetails::stage(Ref ref) const
{
    const FactDetail *detail = held(ref);
    const auto *command = detail ? std::get_if<CommandDetail>(detail) : nullptr;
    return command ? std::optional(command->stage) : std::nullopt;
}

QString FactDetails::elsewhere(Ref ref) const
{
    if (tagOf(ref) == ChangeTag)
        return m_strings.at(elsewhereOf(ref));
    const FactDetail *detail = held(ref);
    const auto *change = detail ? std::get_if<ChangeDetail>(detail) : nullptr;
    return change ? change->elsewhere : QString();
}

quint32 FactDetails::generation(Ref ref) const
{
    switch (tagOf(ref)) {
    case HeldTag: return ref == none ? 0 : m_held[ref - 1].generation;
    case TextTag: return m_strings.generation(ref & payload);
    case ChangeTag: break;
    }
    return m_strings.generation(elsewhereOf(ref));
}

} // namespace signalbox
