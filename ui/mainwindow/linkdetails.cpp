// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/linkdetails.h"

#include "core/clock.h"
#include "mainwindow/console.h"
#include "session/feed.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>

namespace signalbox {

using namespace Qt::StringLiterals;

LinkDetails::LinkDetails(const Console &console, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_console(console)
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
{
    setObjectName(u"linkDetails"_s);
    setWindowTitle(tr("Link details"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_band);

    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(16, 12, 16, 14);
    inner->setSpacing(12);
    column->addLayout(inner);
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(6);
    inner->addLayout(form);
    m_server = addField(*form, tr("Server"));
    m_state = addField(*form, tr("State"));
    m_reason = addField(*form, tr("Why"));
    m_lastByte = addField(*form, tr("Last heard"));
    m_window = addField(*form, tr("Normal silence"));
    m_heartbeat = addField(*form, tr("Heartbeat"));
    m_traffic = addField(*form, tr("Received"));
    m_trouble = addField(*form, tr("Trouble"));

    m_history = new QTableWidget(0, 3, this);
    m_history->setAccessibleName(tr("State history"));
    m_history->setHorizontalHeaderLabels({tr("Time"), tr("State"), tr("Why")});
    m_history->horizontalHeader()->setStretchLastSection(true);
    m_history->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_history->horizontalHeader()->setHighlightSections(false);
    m_history->verticalHeader()->hide();
    m_history->verticalHeader()->setDefaultSectionSize(26);
    m_history->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_history->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_history->setShowGrid(false);
    m_history->setWordWrap(false);
    m_history->setStyleSheet(u"QTableView::item { padding-left: 5px; }"_s); // in line with the header
    m_history->setColumnWidth(0, 90);
    m_history->setColumnWidth(1, 130);
    inner->addWidget(m_history, 1);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({}); // a style's icon, among buttons without
    QPushButton *retry = buttons->addButton(tr("Retry now"), QDialogButtonBox::ActionRole);
    QPushButton *doctor = buttons->addButton(tr("Doctor"), QDialogButtonBox::ActionRole);
    doctor->setObjectName(u"doctorButton"_s);
    doctor->setToolTip(tr("Check the way to the server step by step"));
    connect(doctor, &QPushButton::clicked, this, &LinkDetails::doctorRequested);
    QPushButton *copy = buttons->addButton(tr("Copy report"), QDialogButtonBox::ActionRole);
    QPushButton *wire = buttons->addButton(tr("Raw wire"), QDialogButtonBox::ActionRole);
    wire->setObjectName(u"rawWireButton"_s);
    connect(retry, &QPushButton::clicked, this, &LinkDetails::retryRequested);
    connect(wire, &QPushButton::clicked, this, &LinkDetails::rawWireRequested);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(report()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    inner->addWidget(buttons);
    resize(640, 560);
}

QLabel *LinkDetails::addField(QFormLayout &form, const QString &name)
{
    auto *title = new QLabel(name, this);
    title->setProperty("kind", u"muted"_s);
    auto *value = new QLabel(this);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    title->setBuddy(value);
    form.addRow(title, value);
    m_fields.append({name, value});
    return value;
}

void LinkDetails::refresh(Qt::TimeSpec zone)
{
    const MonotonicTime now = m_console.clock.now();
    const LinkStatus &link = m_console.session.link();
    const Feed::Counters &counters = m_console.session.counters();
    const QLocale locale;
    m_band->setConnection(m_console.connection);
    m_server->setText(plainLine(m_console.connection.url.toDisplayString()));
    m_state->setText(u"%1 %2"_s.arg(linkShape(link.state), linkText(link, now, zone)));
    m_reason->setText(link.error ? errorSentence(*link.error) : tr("Nothing is wrong."));
    if (link.lastByte && link.lastByteWall) {
        const auto age = std::chrono::floor<std::chrono::milliseconds>(now - *link.lastByte);
        m_lastByte->setText(tr("%1 ago, at %2").arg(spanText(age), timeOfDayText(*link.lastByteWall, zone)));
    } else {
        m_lastByte->setText(tr("never"));
    }
    m_window->setText(tr("up to %1; Stale after twice that").arg(spanText(link.window)));
    const auto heartbeat = m_console.session.provider().traits().heartbeat;
    m_heartbeat->setText(heartbeat ? tr("every %1, as documented").arg(spanText(*heartbeat))
                                   : tr("none documented"));
    m_traffic->setText(tr("%1 · events %2 · heartbeats %3")
                           .arg(locale.formattedDataSize(qint64(counters.bytes)),
                                locale.toString(counters.events), locale.toString(counters.comments)));
    m_trouble->setText(tr("connections %1 · gaps %2 · unreadable events %3 · failed tries in a row %4")
                           .arg(locale.toString(counters.connections), locale.toString(counters.gaps),
                                locale.toString(counters.unreadable))
                           .arg(link.attempt));
    fillHistory(zone);
}

void LinkDetails::fillHistory(Qt::TimeSpec zone)
{
    const QVector<LinkStatus> &history = m_console.session.linkHistory();
    m_history->setRowCount(int(history.size()));
    int row = 0;
    // Newest on top: that is what one looks for here.
    for (auto it = history.crbegin(); it != history.crend(); ++it, ++row) {
        const QStringList texts{timeOfDayText(it->sinceWall, zone),
                                u"%1 %2"_s.arg(linkShape(it->state), linkWord(it->state)),
                                it->error ? errorSentence(*it->error) : QString()};
        for (int column = 0; column < int(texts.size()); ++column) {
            QTableWidgetItem *item = m_history->item(row, column);
            if (!item) {
                item = new QTableWidgetItem; // owned by the table
                m_history->setItem(row, column, item);
            }
            if (item->text() != texts.at(column)) {
                item->setText(texts.at(column));
                item->setToolTip(texts.at(column).toHtmlEscaped());
            }
        }
    }
}

QString LinkDetails::report() const
{
    QStringList lines;
    for (const auto &[name, value] : m_fields)
        lines += u"%1: %2"_s.arg(name, value->text());
    lines += QString();
    for (int row = 0; row < m_history->rowCount(); ++row) {
        lines += u"%1  %2  %3"_s
                     .arg(m_history->item(row, 0)->text(), m_history->item(row, 1)->text(),
                          m_history->item(row, 2)->text())
                     .trimmed();
    }
    return lines.join(u'\n');
}

} // namespace signalbox
