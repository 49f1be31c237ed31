// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHeaderView;
class QTableView;

namespace signalbox {

/// Continues the header of a table over its scroll bar, which Qt lets begin beside the header.
class HeaderCorner final : public QFrame
{
    Q_OBJECT

public:
    /// Puts itself above the vertical scroll bar of @p table, which owns it.
    explicit HeaderCorner(QTableView &table);

    [[nodiscard]] QSize sizeHint() const override;

private:
    const QHeaderView &m_header;
};

} // namespace signalbox
