// SPDX-License-Identifier: GPL-3.0-or-later
#include "flags/flagsfooter.h"

#include "core/plaintext.h"
#include "events/eventwords.h"
#include "model/kindwords.h"
#include "theme/elidedlabel.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace signalbox {

FlagsFooter::FlagsFooter(const Theme &theme, QWidget *parent)
    : QFrame(parent)
    , m_counts(new ElidedLabel(this))
    , m_hold(new ElidedLabel(this))
    , m_resort(new QPushButton(tr("Re-sort (R)"), this))
{
    setObjectName(u"flagsFooter"_s);
    m_counts->setObjectName(u"flagCounts"_s);
    m_hold->setObjectName(u"orderHint"_s);
    for (QLabel *label : {m_counts, m_hold}) {
        label->setProperty("kind", u"muted"_s);
        label->setFont(theme.smallFont());
    }
    m_hold->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_resort->setProperty("kind", u"link"_s);
    m_resort->setFont(theme.smallFont());
    m_resort->setAutoDefault(false);
    m_resort->setToolTip(tr("Put the rows in order now (R)"));
    const auto restyle = [this, &theme] {
        const ThemeColors &colors = theme.colors();
        setStyleSheet(u"#flagsFooter { background: %1; border-top: 1px solid %2; }"
                      "#flagsFooter QPushButton { padding: 0 4px; min-height: 0; font-size: 12px; }"_s.arg(
                          colors.panel.name(), colors.border.name()));
    };
    restyle();
    connect(&theme, &Theme::changed, this, restyle);
    connect(m_resort, &QPushButton::clicked, this, &FlagsFooter::resortRequested);
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(10, 0, 6, 0);
    line->setSpacing(3);
    line->addWidget(m_counts, 3);
    line->addWidget(m_hold, 2);
    line->addWidget(m_resort);
    setMinimumHeight(24);
    showHold(false, 0);
}

QString unreadSentence(const QVector<UnreadKind> &unread)
{
    QStringList sentences;
    for (const UnreadKind &each : unread) {
        const QString what = kindPlural(each.kind);
        switch (each.error.kind) {
        case ErrorKind::Forbidden:
            sentences.append(
                FlagsFooter::tr("This credential may not read %1: they are not shown. Sign in with "
                                "a token whose rights include %2, and they appear here.")
                    .arg(what, each.kind == FlagKind::Config ? u"configs:read"_s : u"ai_configs:read"_s));
            break;
        case ErrorKind::NotFound:
            sentences.append(
                FlagsFooter::tr("This server has no %1, or hides them from this credential.").arg(what));
            break;
        default:
            sentences.append(FlagsFooter::tr("%1 could not be read, flags could. %2")
                                 .arg(capitalised(what), errorSentence(each.error)));
        }
    }
    return sentences.join(u' ');
}

void FlagsFooter::showCounts(const Counts &counts, bool utc)
{
    const KindCounts &total = counts.total;
    QStringList parts{total.flags == 1 ? tr("1 flag") : tr("%1 flags").arg(countText(total.flags))};
    if (total.configs > 0)
        parts.append(total.configs == 1 ? tr("1 config") : tr("%1 configs").arg(countText(total.configs)));
    if (total.aiConfigs > 0)
        parts.append(total.aiConfigs == 1 ? tr("1 AI config")
                                          : tr("%1 AI configs").arg(countText(total.aiConfigs)));
    for (const UnreadKind &unread : counts.unread)
        parts.append(tr("%1 not read: %2").arg(kindPlural(unread.kind), errorReason(unread.error)));
    m_counts->setToolTip(counts.unread.isEmpty() ? QString() : plainToolTip(unreadSentence(counts.unread)));
    if (counts.shown != total.all())
        parts.append(tr("%1 shown").arg(countText(counts.shown)));
    if (counts.unverified > 0)
        parts.append(tr("%1 unverified").arg(countText(counts.unverified)));
    if (counts.heardAgo)
        parts.append((counts.late ? tr("LATE %1") : tr("STALE %1")).arg(spanText(*counts.heardAgo)));
    if (counts.readAt) {
        const QString time = timeOfDayText(*counts.readAt, utc ? Qt::UTC : Qt::LocalTime);
        const QString zone = utc ? u"UTC"_s : toDateTime(*counts.readAt).toLocalTime().timeZoneAbbreviation();
        parts.append(tr("read %1 %2").arg(time, zone));
    } else {
        parts.append(tr("not read yet"));
    }
    m_counts->setText(parts.join(u" · "_s));
}

void FlagsFooter::showHold(bool held, int waitingMoves)
{
    const bool waiting = held && waitingMoves > 0;
    m_hold->setText(waitingMoves == 1 ? tr("order is held · 1 row would move ·")
                                      : tr("order is held · %1 rows would move ·").arg(waitingMoves));
    m_hold->setVisible(waiting);
    m_resort->setVisible(waiting);
}

} // namespace signalbox
