// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/headercorner.h"

#include <QHeaderView>
#include <QTableView>

namespace signalbox {

using namespace Qt::StringLiterals;

HeaderCorner::HeaderCorner(QTableView &table) : m_header(*table.horizontalHeader())
{
    setProperty("kind", u"header"_s);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    connect(&m_header, &QHeaderView::geometriesChanged, this, &HeaderCorner::updateGeometry);
    table.addScrollBarWidget(this, Qt::AlignTop);
}

QSize HeaderCorner::sizeHint() const
{
    return {0, m_header.sizeHint().height()};
}

} // namespace signalbox
