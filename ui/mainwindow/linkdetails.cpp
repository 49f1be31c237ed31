// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow/linkdetails.h"

#include "core/limits.h"
#include "core/plaintext.h"
#include "mainwindow/console.h"
#include "mainwindow/linkchip.h"
#include "mainwindow/linkfields.h"
#include "session/feed.h"
#include "theme/environmentband.h"
#include "theme/headercorner.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QTableWidget>

namespace signalbox {

using namespace Qt::StringLiterals;

LinkDetails::LinkDetails(const Console &console, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_console(console)
    , m_theme(theme)
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
    , m_form(new QFormLayout)
    , m_history(new QTableWidget(0, 3, this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Close, this))
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
    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(6);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto *fields = new QWidget(this);
    fields->setLayout(m_form);
    auto *scroll = new QScrollArea(this); // large letters and long reasons need more than the dialog has
    scroll->setWidget(fields);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    inner->addWidget(scroll, 3);

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
    m_history->setIconSize(QSize(12, 12));
    m_history->setWordWrap(false);
    m_history->setProperty("kind", u"list"_s);
    new HeaderCorner(*m_history); // owned by the table
    m_history->setColumnWidth(0, 90);
    m_history->setColumnWidth(1, 130);
    inner->addWidget(m_history, 1);

    QPushButton *retry = m_buttons->addButton(tr("&Retry now"), QDialogButtonBox::ActionRole);
    QPushButton *doctor = m_buttons->addButton(tr("&Doctor"), QDialogButtonBox::ActionRole);
    doctor->setObjectName(u"doctorButton"_s);
    doctor->setToolTip(tr("Check the way to the server step by step"));
    connect(doctor, &QPushButton::clicked, this, &LinkDetails::doctorRequested);
    QPushButton *copy = m_buttons->addButton(tr("&Copy report"), QDialogButtonBox::ActionRole);
    QPushButton *wire = m_buttons->addButton(tr("Raw &wire"), QDialogButtonBox::ActionRole);
    wire->setObjectName(u"rawWireButton"_s);
    connect(retry, &QPushButton::clicked, this, &LinkDetails::retryRequested);
    connect(wire, &QPushButton::clicked, this, &LinkDetails::rawWireRequested);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(report()); });
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    inner->addWidget(m_buttons);
    resize(700, 700);
}

void LinkDetails::refresh(Qt::TimeSpec zone)
{
    m_band->setConnection(m_console.connection);
    showFields(zone);
    showWindow();
    fillHistory(zone);
}

void LinkDetails::showFields(Qt::TimeSpec zone)
{
    const QVector<LinkField> fields = linkFields(m_console, zone);
    for (qsizetype i = 0; i < fields.size(); ++i) {
        if (i == m_fields.size()) {
            auto *title = new QLabel(fields.at(i).name, this);
            title->setProperty("kind", u"muted"_s);
            auto *value = new QLabel(this);
            value->setTextFormat(Qt::PlainText);
            value->setWordWrap(true);
            value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
            title->setBuddy(value);
            m_form->addRow(title, value);
            m_fields.append({fields.at(i).name, value});
            if (fields.at(i).name == normalSilenceName() && !m_console.replay)
                addWindowRow();
        }
        QLabel *value = m_fields.at(i).second;
        if (value->text() != fields.at(i).value) // a new text would drop what is selected in it
            value->setText(fields.at(i).value);
    }
}

void LinkDetails::addWindowRow()
{
    using namespace std::chrono;
    m_fixed = new QCheckBox(tr("&Fix the limit at"), this);
    m_fixed->setObjectName(u"windowFixed"_s);
    m_fixed->setToolTip(tr("Learned otherwise: two and a half times the usual pause between heartbeats.\n"
                           "Remembered for this environment."));
    m_seconds = new QSpinBox(this);
    m_seconds->setObjectName(u"windowSeconds"_s);
    m_seconds->setAccessibleName(tr("Normal silence in seconds"));
    m_seconds->setRange(int(seconds(limits::windowFixedLeast).count()),
                        int(seconds(limits::windowFixedMost).count()));
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_seconds->setKeyboardTracking(false); // a number half typed is not a wish
    auto *both = new QHBoxLayout;
    both->setContentsMargins(0, 0, 0, 0);
    both->setSpacing(8);
    both->addWidget(m_fixed);
    both->addWidget(m_seconds);
    both->addStretch();
    m_form->addRow(QString(), both);
    const auto choose = [this] {
        m_seconds->setEnabled(m_fixed->isChecked());
        emit windowChosen(m_fixed->isChecked() ? std::optional<milliseconds>(seconds(m_seconds->value()))
                                               : std::nullopt);
    };
    connect(m_fixed, &QCheckBox::toggled, this, choose);
    connect(m_seconds, &QSpinBox::valueChanged, this, choose);
}

void LinkDetails::showWindow()
{
    if (!m_fixed)
        return;
    const LinkStatus &link = m_console.session.link();
    const QSignalBlocker noToggle(m_fixed);
    const QSignalBlocker noValue(m_seconds);
    m_fixed->setChecked(link.windowFixed);
    m_seconds->setEnabled(link.windowFixed);
    if (!m_seconds->hasFocus())
        m_seconds->setValue(int(std::chrono::round<std::chrono::seconds>(link.window).count()));
}

void LinkDetails::fillHistory(Qt::TimeSpec zone)
{
    const QVector<LinkStatus> &history = m_console.session.linkHistory();
    m_history->setRowCount(int(history.size()));
    int row = 0;
    // Newest on top: that is what one looks for here.
    for (auto it = history.crbegin(); it != history.crend(); ++it, ++row) {
        const QStringList texts{timeOfDayText(it->sinceWall, zone), linkWord(it->state),
                                it->error ? errorSentence(*it->error) : QString()};
        for (int column = 0; column < int(texts.size()); ++column) {
            QTableWidgetItem *item = m_history->item(row, column);
            if (!item) {
                item = new QTableWidgetItem; // owned by the table
                m_history->setItem(row, column, item);
            }
            if (item->text() != texts.at(column)) {
                item->setText(texts.at(column));
                item->setToolTip(plainToolTip(texts.at(column)));
                if (column == 1)
                    item->setIcon(m_theme.icon(linkIconName(it->state)));
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
