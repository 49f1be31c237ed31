// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/limits.h"
#include "model/factdetails.h"

#include <array>
#include <deque>
#include <limits>

namespace signalbox {

/// One row as it is kept: texts and details by number, see FactStore.
struct FactRecord
{
    static constexpr qint32 noLag = std::numeric_limits<qint32>::min();

    quint64 serial = 0;
    WallTime time;
    StringTable::Id flag = StringTable::emptyText;
    StringTable::Id by = StringTable::emptyText;
    FactDetails::Ref detail = FactDetails::none;
    qint32 lagMs = noLag; ///< noLag where there is none
    quint32 rawAt = 0;    ///< in the frames of its block
    quint16 rawSize = 0;
    FactKind kind = FactKind::Unknown;
    FactSource source : 4 = FactSource::Stream;
    FlagKind flagKind : 4 = FlagKind::Flag; ///< of flag: what its key names
};
static_assert(sizeof(FactRecord) == 40);
static_assert(limits::rawEventBytes <= std::numeric_limits<quint16>::max());

/// Facts in little room, oldest first: 40 bytes a row and the frame as it was received. A Fact is put
/// together when somebody asks for one. Rows come at the end and leave at the front; the frames of the oldest
/// leave earlier where all frames together would pass their limit, and so do the ends of long values. Main
/// thread only.
class FactStore final
{
public:
    explicit FactStore(qsizetype mostRawBytes = limits::logRawBytes,
                       qsizetype mostValueBytes = limits::logValueBytes);

    void append(const Fact &fact);
    /// Drops up to @p count of the oldest.
    void dropFront(int count);
    void clear();
    void amend(int row, const FactAmendment &amendment);

    [[nodiscard]] int size() const { return m_size; }
    /// @p row from 0 (oldest) to size() - 1. Valid until the next change.
    [[nodiscard]] const FactRecord &at(int row) const
    {
        const std::size_t place = m_head + std::size_t(row);
        return m_blocks[place / blockRows]->records[place % blockRows];
    }
    [[nodiscard]] Fact factAt(int row) const;
    [[nodiscard]] QByteArrayView rawAt(int row) const;
    [[nodiscard]] const StringTable &strings() const { return m_strings; }
    [[nodiscard]] const FactDetails &details() const { return m_details; }
    /// Bytes of all frames that are kept.
    [[nodiscard]] qsizetype rawBytes() const { return m_rawBytes; }

private:
    static constexpr std::size_t blockRows = 1'024;
    struct Block
    {
        std::array<FactRecord, blockRows> records;
        QByteArray raw;
    };

    [[nodiscard]] std::unique_ptr<Block> emptyBlock();
    [[nodiscard]] FactRecord &recordAt(int row);
    void release(const FactRecord &record);
    void limitRaw();
    void limitValues();

    const qsizetype m_mostRawBytes;
    const qsizetype m_mostValueBytes;
    std::deque<std::unique_ptr<Block>> m_blocks;
    std::size_t m_head = 0;     ///< rows of the first block that have left
    std::size_t m_rawBlock = 0; ///< first block whose frames are kept
    // What left last is where the next rows go: blocks that go back to the heap leave holes there that small
    // things move into, and a log that has long been full still grows.
    std::unique_ptr<Block> m_spareBlock;
    QByteArray m_spareRaw;
    int m_size = 0;
    int m_cutRows = 0; ///< so many of the oldest rows have had their long values cut
    qsizetype m_rawBytes = 0;
    StringTable m_strings;
    FactDetails m_details{m_strings};
};

} // namespace signalbox
