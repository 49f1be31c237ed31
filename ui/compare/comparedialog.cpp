// SPDX-License-Identifier: GPL-3.0-or-later
#include "compare/comparedialog.h"

#include "compare/compareheader.h"
#include "compare/compareview.h"
#include "core/limits.h"
#include "core/plaintext.h"
#include "events/eventwords.h"
#include "flags/tablenotice.h"
#include "mainwindow/console.h"
#include "model/comparefiltermodel.h"
#include "model/flagstore.h"
#include "operations/follow.h"
#include "session/feed.h"
#include "theme/elidedlabel.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "words/sentences.h"

#include <QApplication>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace signalbox {

namespace {

constexpr auto typingPause = 120ms;
constexpr auto rulesPause = 150ms; ///< rows must have stood still this long
constexpr QSize defaultSize(1140, 640);
constexpr int filterLength = 60; ///< characters of a filter in a sentence

} // namespace

CompareDialog::CompareDialog(Console &console, const Theme &theme, const Settings &settings, QWidget *parent)
    : QDialog(parent)
    , m_console(console)
    , m_settings(settings)
    , m_model(compareEnvironments(console.flags, console.session, console.connection.environmentName))
    , m_rows(std::make_unique<CompareFilterModel>(*m_model))
    , m_band(new EnvironmentBand(theme, EnvironmentBand::Size::Header, this))
    , m_view(new CompareView(*m_rows, theme, settings, this))
    , m_notice(new TableNotice(m_view->viewport()))
    , m_typing(console.clock.createTimer([this] { applyText(); }))
    , m_rules(console.clock.createTimer([this] { askForRules(); }))
    , m_reading(console.clock.createTimer([this] { readAgain(); }))
{
    setObjectName(u"compareDialog"_s);
    setWindowTitle(tr("Compare environments"));
    m_band->setConnection(console.connection);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_band);
    column->addWidget(createBar());
    column->addWidget(m_view, 1);
    column->addWidget(createFoot());

    m_only->setChecked(settings.compareOnlyDifferences);
    m_rows->setOnlyDifferences(settings.compareOnlyDifferences);
    m_view->header().restoreWidths(settings.compareHeader);
    resize(defaultSize);
    if (!settings.compareGeometry.isEmpty())
        restoreGeometry(settings.compareGeometry);
    connectAll();
    keepCurrent();
    m_view->setFocus();
    showState();
}

CompareDialog::~CompareDialog()
{
    // The view lets go of the models before they go, and says nothing about it.
    m_view->disconnect(this);
    m_view->selectionModel()->disconnect(this);
    delete std::exchange(m_view, nullptr);
}

QWidget *CompareDialog::createBar()
{
    auto *bar = new QFrame(this);
    bar->setProperty("kind", u"bar"_s);
    m_text = new QLineEdit(bar);
    m_text->setObjectName(u"compareFilter"_s);
    m_text->setAccessibleName(tr("Filter compared flags"));
    m_text->setPlaceholderText(tr("Key or name"));
    m_text->setToolTip(tr("Shows flags whose key or name holds this text (/)"));
    m_text->setClearButtonEnabled(true);
    m_text->setMaxLength(int(limits::filterTextLength));
    m_text->setMaximumWidth(280);
    m_text->installEventFilter(this);
    m_only = new QPushButton(tr("&Only differences"), bar);
    m_only->setObjectName(u"onlyDifferences"_s);
    m_only->setToolTip(tr("Hides flags that are the same in every environment"));
    m_only->setCheckable(true);
    m_only->setAutoDefault(false);
    m_only->setProperty("kind", u"chip"_s);
    m_only->installEventFilter(this);
    m_counts = new ElidedLabel(bar);
    m_counts->setObjectName(u"compareCounts"_s);
    m_counts->setProperty("kind", u"muted"_s);
    m_counts->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(10, 6, 10, 6);
    row->setSpacing(8);
    row->addWidget(m_text, 2);
    row->addWidget(m_only);
    row->addWidget(m_counts, 5);
    return bar;
}

QWidget *CompareDialog::createFoot()
{
    auto *foot = new QWidget(this);
    m_outcome = new QLabel(foot);
    m_outcome->setObjectName(u"compareOutcome"_s);
    m_outcome->setProperty("kind", u"muted"_s);
    m_outcome->setTextFormat(Qt::PlainText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, foot);
    m_show = buttons->addButton(tr("&Show flag"), QDialogButtonBox::ActionRole);
    m_show->setObjectName(u"compareShow"_s);
    m_show->setToolTip(tr("Selects the flag in the window (Enter)"));
    m_copy = buttons->addButton(tr("&Copy rows"), QDialogButtonBox::ActionRole);
    m_copy->setObjectName(u"compareCopy"_s);
    m_copy->setToolTip(tr("Copies the selected rows, cells parted by tabs (Ctrl+C)"));
    auto *reread = buttons->addButton(tr("&Read again"), QDialogButtonBox::ActionRole);
    reread->setObjectName(u"compareReread"_s);
    reread->setToolTip(tr("Asks the server for all flags of all environments (Ctrl+F5)"));
    reread->setEnabled(!m_console.replay);
    for (QAbstractButton *button : buttons->buttons())
        static_cast<QPushButton *>(button)->setAutoDefault(false); // Enter belongs to the table
    connect(m_show, &QPushButton::clicked, this, [this] { choose(m_view->currentKey()); });
    connect(m_copy, &QPushButton::clicked, this, &CompareDialog::copyRows);
    connect(reread, &QPushButton::clicked, &m_console.session, &Feed::rereadAll);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_F5), this), &QShortcut::activated, reread,
            &QPushButton::click);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(12, 10, 12, 10);
    row->setSpacing(12);
    row->addWidget(m_outcome, 1);
    row->addWidget(buttons);
    return foot;
}

void CompareDialog::connectAll()
{
    connect(m_text, &QLineEdit::textChanged, this, [this] { m_typing->start(typingPause); });
    connect(m_only, &QPushButton::toggled, this, [this](bool only) {
        m_rows->setOnlyDifferences(only);
        keepCurrent();
        showState();
        sayEdited();
    });
    connect(m_notice, &TableNotice::clearRequested, this, &CompareDialog::clearFilter);
    connect(m_view, &CompareView::filterAsked, this, [this] {
        m_text->setFocus(Qt::ShortcutFocusReason);
        m_text->selectAll();
    });
    connect(m_view, &CompareView::flagChosen, this, &CompareDialog::choose);
    connect(m_view, &CompareView::copyAsked, this, &CompareDialog::copyRows);
    connect(m_view, &CompareView::shownRowsChanged, this, [this] { m_rules->start(rulesPause); });
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_outcome->clear();
        m_show->setEnabled(m_view->currentIndex().isValid());
    });
    connect(m_model.get(), &CompareModel::countsChanged, this, [this] {
        showState();
        m_rules->start(rulesPause);
    });
    connect(&m_console.session, &Feed::linkChanged, this, &CompareDialog::showState);
}

void CompareDialog::applyText()
{
    m_typing->stop();
    m_rows->setText(m_text->text());
    keepCurrent();
    showState();
}

/// The keys need a row to begin from, also where the filter took away the last one.
void CompareDialog::keepCurrent()
{
    if (!m_view->currentIndex().isValid())
        m_view->makeCurrent(m_rows->index(0, CompareModel::Key));
}

void CompareDialog::clearFilter()
{
    m_text->clear();
    applyText();
    m_view->setFocus(Qt::OtherFocusReason);
}

void CompareDialog::selectFlag(const FlagKey &key)
{
    m_view->setCurrentKey(key);
}

void CompareDialog::tick()
{
    m_model->refreshAges();
    showState();
}

void CompareDialog::keep(Settings &settings) const
{
    settings.compareGeometry = saveGeometry();
    settings.compareHeader = m_view->header().widths();
    settings.compareOnlyDifferences = m_only->isChecked();
}

void CompareDialog::sayEdited()
{
    Settings settings = m_settings;
    keep(settings);
    emit settingsEdited(settings);
}

void CompareDialog::choose(const FlagKey &key)
{
    if (key.isEmpty())
        return;
    if (m_model->isShown(key)) {
        emit flagChosen(key);
        return;
    }
    m_outcome->setText(
        tr("%1 has no record of %2: the window has no row for it.")
            .arg(plainLine(m_console.connection.environmentName, 40), plainLine(key.text(), 40)));
}

void CompareDialog::copyRows()
{
    const int selected = int(m_view->selectionModel()->selectedRows().size());
    const int rows = selected > 0 ? selected : m_rows->rowCount();
    if (rows == 0)
        return;
    QApplication::clipboard()->setText(m_view->rowsAsText());
    m_outcome->setText(rows == 1 ? tr("1 row copied.") : tr("%1 rows copied.").arg(countText(rows)));
}

/// Of the rows on screen first; of all, where they are not many: what is hidden because nothing is known to
/// differ could differ in its rules.
void CompareDialog::askForRules()
{
    if (!isVisible() || m_model->uncomparedCount() == 0)
        return;
    m_console.session.preferElsewhere(m_view->shownKeys());
    if (m_model->rowCount() * (m_model->environmentCount() - 1) > limits::backgroundDetailReads)
        return;
    QVector<FlagKey> all;
    for (int row = 0; row < m_model->rowCount(); ++row)
        all.append(m_model->keyAt(row));
    m_console.session.preferElsewhere(all);
}

/// Where the stream tells of one environment only, the others are read as often as if they were polled.
void CompareDialog::readAgain()
{
    const ProviderTraits &traits = m_console.session.provider().traits();
    if (!isVisible() || m_console.replay || traits.streamsWholeProject)
        return;
    const LinkState state = m_console.session.link().state;
    if (state == LinkState::Live || state == LinkState::Late)
        m_console.session.rereadAll();
    m_reading->start(traits.pollEvery);
}

void CompareDialog::showState()
{
    m_counts->setText(countsText());
    const QString nothing = nothingSentence();
    m_rows->setEmptied(!nothing.isEmpty());
    if (!nothing.isEmpty())
        m_notice->showText(nothing);
    else if (m_rows->rowCount() > 0)
        m_notice->hide();
    else if (m_rows->text().isEmpty())
        m_notice->showText(sameSentence());
    else
        m_notice->showHidden(plainLine(m_rows->text(), filterLength), m_model->rowCount());
    m_copy->setEnabled(m_rows->rowCount() > 0);
    m_show->setEnabled(m_view->currentIndex().isValid());
}

QString CompareDialog::countsText() const
{
    if (!m_model->wasRead() || m_model->rowCount() == 0 || m_model->environmentCount() == 1)
        return {};
    const int total = m_model->rowCount();
    QStringList parts{
        total == 1 ? tr("%1 of 1 differs").arg(m_model->differingCount())
                   : tr("%1 of %2 differ").arg(countText(m_model->differingCount()), countText(total))};
    if (m_rows->rowCount() != total)
        parts += tr("%1 shown").arg(countText(m_rows->rowCount()));
    if (const int open = m_model->uncomparedCount(); open > 0)
        parts += tr("rules of %1 not compared").arg(countText(open));
    if (const int leftOut = m_model->leftOutCount(); leftOut > 0)
        parts += tr("%1 environments left out").arg(leftOut);
    return parts.join(u" · "_s);
}

/// Why there is nothing to compare; empty where there is.
QString CompareDialog::nothingSentence() const
{
    if (m_console.replay)
        return tr("A recorded session holds the flags of one environment only: there is nothing to compare.");
    if (!m_console.session.everRead())
        return tr("Not read yet. The stream is: %1. The environments will appear here by themselves.")
            .arg(linkWord(m_console.session.link().state));
    if (!m_model->wasRead())
        return tr("The list that this credential may read holds one environment only. Connect with one that "
                  "may read the whole project to compare its environments.");
    if (m_model->environmentCount() == 1)
        return tr("This project has one environment only: there is nothing to compare.");
    if (m_model->rowCount() == 0)
        return tr("No environment of this project has a flag. A new one will appear here by itself.");
    return {};
}

/// Why no row is left where only differences are wanted.
QString CompareDialog::sameSentence() const
{
    if (const int open = m_model->uncomparedCount(); open > 0)
        return tr("No differences found so far. The rules of %1 flags have not been compared.")
            .arg(countText(open));
    return tr("No differences: all flags are the same in every environment.");
}

void CompareDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    m_rules->start(rulesPause);
    readAgain();
}

void CompareDialog::hideEvent(QHideEvent *event)
{
    m_reading->stop();
    m_rules->stop();
    if (m_view)
        sayEdited();
    QDialog::hideEvent(event);
}

/// Esc clears the filter before it closes the dialog; Enter in the field and the arrow down go to the rows.
bool CompareDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_text && key == Qt::Key_Escape && !m_text->text().isEmpty()) {
        clearFilter();
        return true;
    }
    const bool isEnter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (key == Qt::Key_Down || (isEnter && watched == m_text)) {
        applyText();
        m_view->setFocus(Qt::OtherFocusReason);
        return true;
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace signalbox
