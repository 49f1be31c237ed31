// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/rowtools.h"

#include "core/plaintext.h"
#include "events/eventview.h"
#include "events/eventwords.h"
#include "events/exportdialog.h"
#include "events/highlightersdialog.h"
#include "events/notedialog.h"
#include "mainwindow/console.h"
#include "model/burstmodel.h"
#include "model/factjson.h"
#include "model/facttext.h"
#include "model/kindwords.h"
#include "operations/notes.h"
#include "session/feed.h"
#include "words/filewords.h"
#include "words/sentences.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace signalbox {

namespace {

/// A cell on one line of tab separated text.
QString tsvCell(QString text)
{
    for (const char16_t separator : {u'\t', u'\n', u'\r'})
        text.replace(QChar(separator), u' ');
    return text;
}

/// "flag.updated new-checkout 14:02:09.285": which row a note is about.
QString rowInWords(const Fact &fact)
{
    const QString kind = kindText(fact);
    const QString what = fact.flag.isEmpty() ? kind : kind + u' ' + flagText(fact);
    return what + u' ' + clockText(fact.time);
}

} // namespace

RowTools::RowTools(Console &console, EventLogModel &model, EventFilterModel &filter, BurstModel &rows,
                   EventView &view, const Theme &theme, const Settings &settings, QWidget &panel)
    : QObject(&panel)
    , m_console(console)
    , m_model(model)
    , m_filter(filter)
    , m_rows(rows)
    , m_view(view)
    , m_theme(theme)
    , m_settings(settings)
    , m_panel(panel)
    , m_bookmarks(console.log)
    , m_highlights(console.log, console.connection.environmentName)
{
    refresh();
    m_view.setMarks(m_bookmarks, m_highlights);
    connect(&m_highlights, &RowHighlights::changed, m_view.viewport(), qOverload<>(&QWidget::update));
    m_view.setContextMenuPolicy(Qt::CustomContextMenu);
    connect(&m_view, &QWidget::customContextMenuRequested, this, &RowTools::openMenu);
    connect(&m_view, &EventView::copyRequested, this, &RowTools::copySelection);
    if (m_console.notes) {
        connect(m_console.notes, &Notes::notKept, this, [this](const Error &error) {
            emit noticed(
                tr("Notes of this window are lost when this window closes. %1").arg(errorSentence(error)));
        });
    }
}

void RowTools::refresh()
{
    m_rows.setFolding(m_settings.foldBursts);
    m_highlights.setRules(m_settings.highlighters);
}

void RowTools::copySelection()
{
    QString text;
    const QVector<int> rows = selectedFilterRows();
    for (const int row : rows) {
        QStringList cells;
        for (int column = 0; column < EventLogModel::ColumnCount; ++column)
            cells.append(tsvCell(m_filter.index(row, column).data(Qt::DisplayRole).toString()));
        text += cells.join(u'\t') + u'\n';
    }
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

void RowTools::copyAsJson()
{
    QString text;
    const QVector<int> rows = selectedFilterRows();
    for (const int row : rows) {
        const Fact fact = m_filter.factAt(row);
        text += factJsonLine(fact, m_console.connection.environmentName) + u'\n';
    }
    if (!text.isEmpty())
        QApplication::clipboard()->setText(text);
}

/// A burst that was chosen is all its events.
QVector<int> RowTools::selectedFilterRows() const
{
    QVector<int> rows;
    const QVector<int> selected = m_view.selectedRows();
    for (const int row : selected) {
        const BurstModel::FilterRows events = m_rows.filterRows(row);
        for (int i = 0; i < events.count; ++i)
            rows.append(events.first + i);
    }
    return rows;
}

QVector<quint64> RowTools::selectedSerials() const
{
    QVector<quint64> serials;
    const QVector<int> rows = selectedFilterRows();
    serials.reserve(rows.size());
    for (const int row : rows)
        serials.append(m_filter.recordAt(row).serial);
    return serials;
}

void RowTools::openExport()
{
    if (m_export) {
        m_export->raise();
        m_export->activateWindow();
        return;
    }
    m_export =
        new ExportDialog(m_console, m_filter, selectedSerials(), exportFolder(m_settings), m_theme, &m_panel);
    m_export->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_export, &ExportDialog::folderUsed, this, [this](const QString &folder) {
        Settings settings = m_settings;
        settings.exportFolder = folder;
        emit settingsEdited(settings);
    });
    m_export->open();
}

void RowTools::addRowActions(QMenu &menu, const Fact &fact)
{
    const QString terms =
        fact.flag.isEmpty() ? QString() : filterTermsFor(fact.flag, m_console.session.provider().traits());
    QAction *only = menu.addAction(tr("Filter for this %1").arg(kindNoun(fact.flag.kind())), this,
                                   [this, terms] { emit filterTermChosen(terms); });
    only->setEnabled(!terms.isEmpty());
    const QString kind = kindText(fact);
    menu.addAction(tr("Filter out “%1”").arg(kind), this,
                   [this, kind] { emit filterTermChosen(u"-type:"_s + filterValue(kind)); });
    menu.addAction(tr("Inspect"), this, [this, serial = fact.serial] { emit inspectRequested(serial); });
    menu.addAction(m_bookmarks.contains(fact.serial) ? tr("Remove bookmark") : tr("Bookmark"),
                   QKeySequence(Qt::Key_M), this, [this, serial = fact.serial] { mark(serial); });
    menu.addAction(tr("Highlight rows like this…"), this, [this, terms, kind] {
        openHighlighters(terms.isEmpty() ? u"type:"_s + filterValue(kind) : terms);
    });
    menu.addAction(tr("Measure from here"), this, [this, fact] { measureFrom(fact); });
    if (m_model.measuredFrom())
        menu.addAction(tr("End measuring"), QKeySequence(Qt::Key_Escape), this, &RowTools::endMeasuring);
}

void RowTools::addBurstActions(QMenu &menu, int row)
{
    const quint64 serial = m_rows.recordAt(row).serial;
    if (m_rows.isFolded(row)) {
        const int events = m_rows.filterRows(row).count;
        menu.addAction(tr("Unfold the %1 events").arg(countText(events)), QKeySequence(Qt::Key_Right), this,
                       [this, serial] { m_rows.unfold(m_rows.rowOf(serial)); });
        menu.addSeparator();
    } else if (m_rows.isUnfolded(row)) {
        menu.addAction(tr("Fold the burst"), QKeySequence(Qt::Key_Left), this,
                       [this, serial] { m_rows.fold(m_rows.rowOf(serial)); });
        menu.addSeparator();
    }
}

void RowTools::addNoteActions(QMenu &menu, const Fact &fact)
{
    if (!m_console.notes)
        return;
    menu.addAction(tr("Note about this row…"), QKeySequence(Qt::Key_N), this,
                   [this, fact] { writeNote(fact); });
    if (!m_console.notes->isOwn(fact.serial))
        return;
    const auto *detail = fact.detail ? std::get_if<TextDetail>(fact.detail.get()) : nullptr;
    const QString text = detail ? detail->text : QString();
    menu.addAction(tr("Edit this note…"), this,
                   [this, serial = fact.serial, text] { editNote(serial, text); });
    menu.addAction(tr("Delete this note"), this,
                   [this, serial = fact.serial] { m_console.notes->remove(serial); });
}

void RowTools::addNote()
{
    if (!m_console.notes) {
        emit noticed(tr("A replay takes no notes: it shows what was recorded."));
        return;
    }
    const QModelIndex current = m_view.currentIndex();
    if (!m_view.hasFocus() || !current.isValid()) {
        writeNote({});
        return;
    }
    writeNote(m_rows.factAt(current.row()));
}

/// About a row, or about nothing but now where its serial is 0.
void RowTools::writeNote(const Fact &about)
{
    const QString words = about.serial == 0 ? QString() : rowInWords(about);
    auto *dialog = new NoteDialog(m_console.connection, m_theme, words, {}, &m_panel);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NoteDialog::saved, this, [this, words, about](const QString &note) {
        if (about.serial == 0)
            m_console.notes->add(note, {});
        else
            m_console.notes->add(tr("%1 — re %2").arg(note, words), about.flag, about.time);
    });
    dialog->open();
}

void RowTools::editNote(quint64 serial, const QString &text)
{
    auto *dialog = new NoteDialog(m_console.connection, m_theme, {}, text, &m_panel);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &NoteDialog::saved, this,
            [this, serial](const QString &note) { m_console.notes->edit(serial, note); });
    dialog->open();
}

void RowTools::mark(quint64 serial)
{
    if (!m_bookmarks.toggle(serial))
        emit noticed(tr("There are %1 bookmarks, which is as many as there may be.").arg(limits::bookmarks));
    m_view.viewport()->update();
}

void RowTools::measureFrom(const Fact &fact)
{
    m_model.setMeasuredFrom(fact.time);
    m_view.viewport()->update();
    emit measuringChanged(rowInWords(fact));
}

bool RowTools::endMeasuring()
{
    if (!m_model.measuredFrom())
        return false;
    m_model.setMeasuredFrom({});
    m_view.viewport()->update();
    emit measuringChanged({});
    return true;
}

void RowTools::openHighlighters(const QString &filter)
{
    auto *dialog = new HighlightersDialog(m_settings.highlighters, m_theme, &m_panel);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (!filter.isEmpty())
        dialog->addRule({filter, RowMark::Square});
    connect(dialog, &HighlightersDialog::saved, this, [this](const QVector<Highlighter> &rules) {
        m_highlights.setRules(rules);
        Settings settings = m_settings;
        settings.highlighters = rules;
        emit settingsEdited(settings);
    });
    dialog->open();
}

void RowTools::toggleBookmark()
{
    if (const quint64 serial = m_view.currentSerial(); serial != 0)
        mark(serial);
    else
        emit noticed(tr("Choose the row to be bookmarked first."));
}

void RowTools::goToBookmark(bool backwards)
{
    const quint64 serial = m_bookmarks.next(m_view.currentSerial(), backwards);
    if (serial == 0) {
        emit noticed(tr("No row is bookmarked. M bookmarks the chosen row."));
        return;
    }
    if (!m_view.goToEvent(serial))
        emit noticed(tr("The bookmarked row is hidden by the filter."));
}

void RowTools::openMenu(const QPoint &position)
{
    auto *menu = new QMenu(&m_panel);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QModelIndex index = m_view.indexAt(position);
    if (index.isValid()) {
        // Values, never the row: rows move while a hand moves.
        const Fact fact = m_rows.factAt(index.row());
        addBurstActions(*menu, index.row());
        addRowActions(*menu, fact);
        addNoteActions(*menu, fact);
        menu->addSeparator();
        menu->addAction(tr("Copy"), QKeySequence::Copy, this, &RowTools::copySelection);
        menu->addAction(tr("Copy as JSON line"), this, &RowTools::copyAsJson);
        menu->addSeparator();
    }
    menu->addAction(tr("Export…"), QKeySequence(Qt::CTRL | Qt::Key_E), this, &RowTools::openExport);
    menu->addAction(tr("Find…"), QKeySequence(Qt::CTRL | Qt::Key_G), this, &RowTools::findRequested);
    QAction *fold = menu->addAction(tr("Fold bursts"));
    fold->setCheckable(true);
    fold->setChecked(m_rows.isFolding());
    connect(fold, &QAction::toggled, this, [this](bool folding) {
        m_rows.setFolding(folding);
        Settings settings = m_settings;
        settings.foldBursts = folding;
        emit settingsEdited(settings);
    });
    QAction *titles = menu->addAction(tr("Column titles"));
    titles->setCheckable(true);
    titles->setChecked(m_view.horizontalHeader()->isVisibleTo(&m_view));
    connect(titles, &QAction::toggled, m_view.horizontalHeader(), &QWidget::setVisible);
    menu->popup(m_view.viewport()->mapToGlobal(position));
}

} // namespace signalbox
