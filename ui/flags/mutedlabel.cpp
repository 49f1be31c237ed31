// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/mutedlabel.h"

#include "theme/theme.h"

#include <QLabel>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace signalbox {

QLabel *mutedLabel(const QString &text, const Theme &theme, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setProperty("kind", u"muted"_s);
    label->setFont(theme.smallFont());
    return label;
}

} // namespace signalbox
