// SPDX-License-Identifier: GPL-3.0-or-later
#include "wire/wiredialog.h"

#include "core/plaintext.h"
#include "mainwindow/console.h"
#include "model/wiremodel.h"
#include "session/feed.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "wire/wireview.h"
#include "words/sentences.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

QPushButton *checkButton(const QString &name, const QString &text, const QString &toolTip, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setObjectName(name);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setAutoDefault(false);
    button->setProperty("kind", u"chip"_s);
    return button;
}

} // namespace

WireDialog::WireDialog(const Console &console, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_console(console)
    , m_theme(theme)
    , m_model(new WireModel(*console.session.wire(), console.clock, this))
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
    , m_view(new WireView(*m_model, theme, this))
    , m_block(new QPlainTextEdit(this))
{
    setObjectName(u"wireDialog"_s);
    setWindowTitle(tr("Raw wire"));
    m_band->setConnection(console.connection);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_band);
    column->addWidget(createBar());
    column->addWidget(createLists(), 1);
    createButtons();
    createKeys();

    connect(m_model, &WireModel::changed, this, &WireDialog::showCounts);
    connect(m_view, &WireView::currentRowChanged, this, &WireDialog::showPiece);
    connect(m_view, &WireView::followingChanged, m_follow, &QPushButton::setChecked);
    connect(m_follow, &QPushButton::clicked, m_view, &WireView::setFollowing);
    connect(m_pause, &QPushButton::toggled, m_model, &WireModel::setPaused);
    connect(m_hex, &QPushButton::toggled, this, [this](bool hex) {
        m_model->setForm(hex ? WireForm::Hex : WireForm::Text);
        showPiece(m_view->currentIndex().row());
    });
    showCounts();
    resize(940, 620);
    m_view->setFocus();
}

WireDialog::~WireDialog()
{
    // Children go after this; their last words must not come back here.
    m_model->disconnect(this);
    m_view->disconnect(this);
}

QWidget *WireDialog::createBar()
{
    auto *bar = new QFrame(this);
    bar->setProperty("kind", u"bar"_s);
    m_follow = checkButton(u"wireFollow"_s, tr("Follow"), tr("Keeps the newest row in sight (End)"), bar);
    m_follow->setChecked(true);
    m_pause = checkButton(u"wirePause"_s, tr("Pause"),
                          tr("Holds the rows still; what comes meanwhile is counted (Ctrl+Space)"), bar);
    m_hex = checkButton(u"wireHex"_s, tr("Hex"),
                        tr("Shows the bytes of bodies as hexadecimal digits (Ctrl+H)"), bar);
    m_find = new QLineEdit(bar);
    m_find->setObjectName(u"wireFind"_s);
    m_find->setAccessibleName(tr("Find in the raw wire"));
    m_find->setPlaceholderText(tr("Find"));
    m_find->setClearButtonEnabled(true);
    m_find->setMaximumWidth(260);
    auto *previous = new QPushButton(tr("Previous"), bar);
    previous->setToolTip(tr("Previous match (Shift+F3)"));
    auto *next = new QPushButton(tr("Next"), bar);
    next->setToolTip(tr("Next match (F3)"));
    for (QPushButton *button : {previous, next}) {
        button->setProperty("kind", u"flat"_s);
        button->setAutoDefault(false);
    }
    m_outcome = new QLabel(bar);
    m_outcome->setObjectName(u"wireOutcome"_s);
    m_outcome->setTextFormat(Qt::PlainText);
    m_counts = new QLabel(bar);
    m_counts->setObjectName(u"wireCounts"_s);
    m_counts->setProperty("kind", u"muted"_s);
    m_counts->setTextFormat(Qt::PlainText);
    connect(previous, &QPushButton::clicked, this, [this] { findNext(true); });
    connect(next, &QPushButton::clicked, this, [this] { findNext(false); });
    connect(m_find, &QLineEdit::returnPressed, this, [this] { findNext(false); });
    connect(m_find, &QLineEdit::textChanged, m_outcome, &QLabel::clear);

    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(9, 5, 9, 5);
    row->setSpacing(6);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_follow, m_pause, m_hex})
        row->addWidget(widget);
    row->addSpacing(8);
    row->addWidget(m_find, 1);
    row->addWidget(previous);
    row->addWidget(next);
    row->addWidget(m_outcome);
    row->addStretch();
    row->addWidget(m_counts);
    return bar;
}

QWidget *WireDialog::createLists()
{
    m_block->setObjectName(u"wireBlock"_s);
    m_block->setAccessibleName(tr("Content of the row"));
    m_block->setReadOnly(true);
    m_block->setProperty("kind", u"flush"_s); // it reaches from edge to edge
    m_block->setTabChangesFocus(true);
    m_block->setFont(m_theme.monospaceFont());
    m_block->setPlaceholderText(tr("Select a row to see all of it."));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_view);
    splitter->addWidget(m_block);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_empty = new QLabel(this);
    m_empty->setObjectName(u"wireEmpty"_s);
    m_empty->setProperty("kind", u"muted"_s);
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    m_stack = new QStackedWidget(this);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(splitter);
    return m_stack;
}

void WireDialog::createButtons()
{
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    m_copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    m_copy->setToolTip(tr("Copies the selected rows, or all, as text (Ctrl+C)"));
    m_export = buttons->addButton(tr("Export…"), QDialogButtonBox::ActionRole);
    m_export->setToolTip(tr("Writes all rows into a file (Ctrl+E)"));
    m_export->setObjectName(u"wireExport"_s);
    connect(m_copy, &QPushButton::clicked, this, &WireDialog::copy);
    connect(m_export, &QPushButton::clicked, this, &WireDialog::chooseFile);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *note = new QLabel(tr("Credentials in heads are masked; bodies are exactly as they came."), this);
    note->setProperty("kind", u"muted"_s);
    note->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(16, 10, 16, 12);
    row->addWidget(note, 1);
    row->addWidget(buttons);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
}

void WireDialog::createKeys()
{
    const auto bind = [this](const QKeySequence &keys, const std::function<void()> &act) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, act); // owned by this
    };
    bind(QKeySequence::Find, [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    bind(Qt::Key_F3, [this] { findNext(false); });
    bind(Qt::SHIFT | Qt::Key_F3, [this] { findNext(true); });
    bind(Qt::CTRL | Qt::Key_E, [this] { chooseFile(); });
    bind(Qt::CTRL | Qt::Key_H, [this] { m_hex->toggle(); });
    bind(Qt::CTRL | Qt::Key_Space, [this] { m_pause->toggle(); });
    auto *copyRows = new QShortcut(QKeySequence::Copy, m_view); // the text below copies by itself
    copyRows->setContext(Qt::WidgetShortcut);
    connect(copyRows, &QShortcut::activated, this, &WireDialog::copy);
}

void WireDialog::showCounts()
{
    const int rows = m_model->rowCount();
    m_stack->setCurrentIndex(rows > 0 ? 1 : 0);
    m_empty->setText(emptySentence());
    m_copy->setEnabled(rows > 0);
    m_export->setEnabled(rows > 0);
    QStringList parts{rows == 1 ? tr("1 row") : tr("%1 rows").arg(QLocale().toString(rows))};
    if (m_model->isPaused())
        parts.append(tr("paused · %1 waiting").arg(QLocale().toString(m_model->waitingCount())));
    if (const quint64 dropped = m_model->droppedCount(); dropped > 0) {
        parts.append(tr("%1 older have left").arg(QLocale().toString(dropped)));
        m_counts->setToolTip(plainToolTip(tr("The newest %1 rows or %2 are kept.")
                                              .arg(QLocale().toString(limits::wirePieces),
                                                   QLocale().formattedDataSize(limits::wireBytes))));
    }
    m_counts->setText(parts.join(u" · "_s));
}

void WireDialog::showPiece(int row)
{
    if (row < 0 || row >= m_model->rowCount())
        return;
    m_block->setPlainText(wireBlock(m_model->pieceAt(row), m_model->form()));
}

void WireDialog::findNext(bool backwards)
{
    if (m_find->text().isEmpty()) {
        m_find->setFocus(Qt::ShortcutFocusReason);
        return;
    }
    const int current = m_view->currentIndex().row();
    const int start =
        current < 0 ? (backwards ? m_model->rowCount() - 1 : 0) : current + (backwards ? -1 : 1);
    const int count = m_model->rowCount();
    const int found = count == 0 ? -1 : m_model->find(m_find->text(), (start + count) % count, backwards);
    m_outcome->setText(found < 0 ? tr("not found") : QString());
    if (found >= 0)
        m_view->showRow(found);
}

void WireDialog::copy() const
{
    QVector<WirePiece> pieces;
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex &index : std::as_const(rows))
        pieces.append(m_model->pieceAt(index.row()));
    for (int row = 0; rows.isEmpty() && row < m_model->rowCount(); ++row)
        pieces.append(m_model->pieceAt(row));
    QApplication::clipboard()->setText(QString::fromUtf8(wireAsText(pieces)));
}

Result<void> WireDialog::exportTo(const QString &path) const
{
    QVector<WirePiece> pieces;
    for (int row = 0; row < m_model->rowCount(); ++row)
        pieces.append(m_model->pieceAt(row));
    const bool asJson = path.endsWith(u".jsonl"_s, Qt::CaseInsensitive);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly)
        || file.write(asJson ? wireAsJsonLines(pieces) : wireAsText(pieces)) < 0 || !file.commit())
        return tl::unexpected(Error{ErrorKind::Storage, file.errorString(), std::nullopt, std::nullopt});
    return {};
}

void WireDialog::chooseFile()
{
    if (m_model->rowCount() == 0)
        return;
    m_pause->setChecked(true); // what is on screen is what is written
    const QString time = toDateTime(m_console.clock.wallTime()).toString(u"yyyyMMdd-HHmmss"_s);
    auto *dialog = new QFileDialog(this, tr("Export the raw wire"), u"signalbox-wire-%1.txt"_s.arg(time),
                                   tr("Plain text (*.txt);;JSON Lines (*.jsonl)"));
    dialog->setObjectName(u"wireFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"txt"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(u"jsonl"_s) ? u"jsonl"_s : u"txt"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const auto written = exportTo(path);
        m_outcome->setText(written ? tr("Written to %1.").arg(plainLine(QFileInfo(path).fileName(), 40))
                                   : tr("Not written: %1").arg(plainLine(written.error().detail, 80)));
    });
    dialog->open();
}

QString WireDialog::emptySentence() const
{
    return tr("Nothing has gone over the wire yet. The stream is: %1. Its first request will appear here by "
              "itself.")
        .arg(linkWord(m_console.session.link().state));
}

void WireDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_model->setLooking(true);
}

void WireDialog::hideEvent(QHideEvent *event)
{
    m_model->setLooking(false);
    QDialog::hideEvent(event);
}

} // namespace signalbox
