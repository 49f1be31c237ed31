// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/factstore.h"

#include <algorithm>
#include <utility>

namespace signalbox {

namespace {

qint32 lagOf(std::optional<std::chrono::milliseconds> lag)
{
    if (!lag)
        return FactRecord::noLag;
    constexpr std::chrono::milliseconds::rep most = std::numeric_limits<qint32>::max(); // 24 days
    return qint32(std::clamp(lag->count(), -most, most));
}

} // namespace

FactStore::FactStore(qsizetype mostRawBytes, qsizetype mostValueBytes)
    : m_mostRawBytes(mostRawBytes), m_mostValueBytes(mostValueBytes)
{}

void FactStore::append(const Fact &fact)
{
    const std::size_t place = (m_head + std::size_t(m_size)) % blockRows;
    if (place == 0)
        m_blocks.push_back(emptyBlock());
    Block &block = *m_blocks.back();
    FactRecord &record = block.records[place];
    record.serial = fact.serial;
    record.time = fact.time;
    record.flag = m_strings.take(fact.flag.text());
    record.by = m_strings.take(fact.by);
    record.detail = m_details.take(fact.detail);
    record.lagMs = lagOf(fact.lag);
    record.rawAt = quint32(block.raw.size());
    record.rawSize = quint16(std::min(fact.raw.size(), limits::rawEventBytes));
    record.kind = fact.kind;
    record.source = fact.source;
    record.flagKind = fact.flag.kind();
    block.raw.append(fact.raw.constData(), record.rawSize);
    m_rawBytes += record.rawSize;
    ++m_size;
    if (m_rawBytes > m_mostRawBytes)
        limitRaw();
    limitValues();
}

std::unique_ptr<FactStore::Block> FactStore::emptyBlock()
{
    std::unique_ptr<Block> block =
        m_spareBlock ? std::exchange(m_spareBlock, nullptr) : std::make_unique<Block>();
    if (block->raw.capacity() == 0)
        block->raw = std::exchange(m_spareRaw, {});
    block->raw.resize(0);
    if (m_blocks.empty())
        return block;
    // Frames of one stream are much alike: the room that the last block needed will do.
    QByteArray &last = m_blocks.back()->raw;
    if (last.capacity() > last.size() + last.size() / 8)
        last.squeeze();
    block->raw.reserve(last.size());
    return block;
}

void FactStore::limitRaw()
{
    // Whole blocks at a time, and never the one that is being filled.
    for (; m_rawBytes > m_mostRawBytes && m_rawBlock + 1 < m_blocks.size(); ++m_rawBlock) {
        Block &block = *m_blocks[m_rawBlock];
        m_rawBytes -= block.raw.size();
        m_spareRaw = std::exchange(block.raw, {});
    }
}

void FactStore::limitValues()
{
    while (m_details.valueBytes() > m_mostValueBytes && m_cutRows < m_size)
        m_details.cutValues(at(m_cutRows++).detail);
}

void FactStore::dropFront(int count)
{
    count = std::min(count, m_size);
    for (int row = 0; row < count; ++row)
        release(at(row));
    m_head += std::size_t(count);
    m_size -= count;
    m_cutRows -= std::min(m_cutRows, count);
    while (m_head >= blockRows) {
        m_rawBytes -= m_blocks.front()->raw.size();
        m_spareBlock = std::move(m_blocks.front());
        m_blocks.pop_front();
        m_head -= blockRows;
        m_rawBlock -= std::min<std::size_t>(m_rawBlock, 1);
    }
}

void FactStore::clear()
{
    dropFront(m_size);
    m_blocks.clear();
    m_spareBlock.reset();
    m_spareRaw.clear();
    m_head = 0;
    m_rawBlock = 0;
    m_rawBytes = 0;
}

void FactStore::amend(int row, const FactAmendment &amendment)
{
    FactRecord &record = recordAt(row);
    const FactDetails::Ref before = record.detail;
    record.detail = m_details.take(amendment.detail);
    m_details.release(before);
    if (row < m_cutRows)
        m_details.cutValues(record.detail);
    limitValues();
    if (amendment.lag)
        record.lagMs = lagOf(amendment.lag);
}

Fact FactStore::factAt(int row) const
{
    const FactRecord &record = at(row);
    Fact fact;
    fact.serial = record.serial;
    fact.time = record.time;
    fact.kind = record.kind;
    fact.source = record.source;
    fact.flag = FlagKey(m_strings.at(record.flag), record.flagKind);
    fact.by = m_strings.at(record.by);
    if (record.lagMs != FactRecord::noLag)
        fact.lag = std::chrono::milliseconds(record.lagMs);
    fact.detail = m_details.at(record.detail);
    fact.raw = rawAt(row).toByteArray();
    return fact;
}

QByteArrayView FactStore::rawAt(int row) const
{
    const FactRecord &record = at(row);
    const QByteArray &raw = m_blocks[(m_head + std::size_t(row)) / blockRows]->raw;
    return raw.isEmpty() ? QByteArrayView() : QByteArrayView(raw).sliced(record.rawAt, record.rawSize);
}

FactRecord &FactStore::recordAt(int row)
{
    const std::size_t place = m_head + std::size_t(row);
    return m_blocks[place / blockRows]->records[place % blockRows];
}

void FactStore::release(const FactRecord &record)
{
    m_strings.release(record.flag);
    m_strings.release(record.by);
    m_details.release(record.detail);
}

} // namespace signalbox
