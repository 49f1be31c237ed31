// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/errorbody.h"

#include "core/limits.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace signalbox {

QString errorBodyText(const QByteArray &body)
{
    static const QRegularExpression title(u"<title[^>]*>([^<]*)</title>"_s,
                                          QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(body.left(limits::errorBodyBytes)).simplified();
    if (!text.startsWith(u'<'))
        return text;
    const auto match = title.match(text);
    return match.hasMatch() ? match.captured(1).trimmed() : text;
}

} // namespace signalbox
