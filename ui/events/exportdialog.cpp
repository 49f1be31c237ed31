// SPDX-License-Identifier: GPL-3.0-or-later
#include "events/exportdialog.h"

#include "core/plaintext.h"
#include "events/eventwords.h"
#include "mainwindow/console.h"
#include "model/eventfiltermodel.h"
#include "model/eventlog.h"
#include "theme/accessiblerole.h"
#include "theme/environmentband.h"
#include "theme/theme.h"
#include "words/filewords.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QStyle>
#include <QToolButton>

#include <array>

namespace signalbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int previewLines = 20;
constexpr int labelSpacing = 14;
constexpr int progressSteps = 1'000; ///< of the bar; rows may be more than an int holds

struct FormatWord
{
    ExportFormat format;
    const char *word;
};

constexpr std::array<FormatWord, 3> formatWords{{
    {ExportFormat::Csv, QT_TRANSLATE_NOOP("ExportDialog", "CSV, for spreadsheets")},
    {ExportFormat::JsonLines, QT_TRANSLATE_NOOP("ExportDialog", "JSON Lines, for programs")},
    {ExportFormat::Markdown, QT_TRANSLATE_NOOP("ExportDialog", "Markdown table, for reports")},
}};

} // namespace

ExportDialog::ExportDialog(const Console &console, const EventFilterModel &filter, QVector<quint64> selected,
                           const QString &folder, const Theme &theme, QWidget *parent)
    : QDialog(parent)
    , m_console(console)
    , m_filter(filter)
    , m_selected(std::move(selected))
    , m_theme(theme)
    , m_preview(new QPlainTextEdit(this))
    , m_message(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_go(new QPushButton(tr("Export"), this))
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export events"));
    auto *band = new EnvironmentBand(theme, EnvironmentBand::Size::Header, this);
    band->setConnection(console.connection);

    auto *previewTitle = new QLabel(tr("Preview: the first %1 lines").arg(previewLines), this);
    previewTitle->setProperty("kind", u"muted"_s);
    previewTitle->setBuddy(m_preview);
    m_preview->setObjectName(u"exportPreview"_s);
    m_preview->setAccessibleName(tr("Preview"));
    m_preview->setReadOnly(true);
    m_preview->setTabChangesFocus(true);
    m_preview->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_preview->setFont(theme.monospaceFont());
    m_preview->setMinimumHeight(8 * QFontMetrics(theme.monospaceFont()).lineSpacing());
    m_message->setObjectName(u"exportMessage"_s);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setWordWrap(true);
    setAccessibleRole(*m_message, QAccessible::AlertMessage);
    m_message->hide();
    m_progress->setObjectName(u"exportProgress"_s);
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setRange(0, progressSteps);
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_cancel->setObjectName(u"exportCancel"_s);
    m_cancel->setAutoDefault(false);
    m_go->setObjectName(u"exportGo"_s);
    m_go->setProperty("kind", u"primary"_s);
    m_go->setDefault(true);
    m_go->setFocus();

    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_go);
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(18, 14, 18, 16);
    inside->setSpacing(10);
    m_choices = createChoices();
    inside->addWidget(m_choices);
    inside->addWidget(previewTitle);
    inside->addWidget(m_preview, 1);
    inside->addWidget(createFileRow(folder));
    inside->addWidget(m_message);
    inside->addWidget(m_progress);
    inside->addLayout(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(band);
    column->addLayout(inside);
    resize(720, 560);

    connectParts();
    showFormat();
}

QWidget *ExportDialog::createChoices()
{
    auto *choices = new QWidget(this);
    m_all = new QRadioButton(tr("&All (%1)").arg(countText(rowCount(Scope::All))), choices);
    m_filtered = new QRadioButton(tr("As &filtered (%1)").arg(countText(rowCount(Scope::Filtered))), choices);
    m_chosen = new QRadioButton(tr("&Selected (%1)").arg(countText(rowCount(Scope::Selected))), choices);
    m_all->setObjectName(u"exportAll"_s);
    m_filtered->setObjectName(u"exportFiltered"_s);
    m_chosen->setObjectName(u"exportSelected"_s);
    m_filtered->setEnabled(m_filter.hiddenCount() > 0);
    m_chosen->setEnabled(!m_selected.isEmpty());
    QRadioButton *offered = m_filtered->isEnabled() ? m_filtered : m_all;
    if (m_selected.size() > 1)
        offered = m_chosen;
    offered->setChecked(true);
    m_format = new QComboBox(choices);
    m_format->setObjectName(u"exportFormat"_s);
    m_format->setAccessibleName(tr("Format"));
    for (const FormatWord &each : formatWords)
        m_format->addItem(tr(each.word));
    m_names = new QCheckBox(tr("People's &names"), choices);
    m_names->setObjectName(u"exportNames"_s);
    m_names->setChecked(true);
    m_names->setToolTip(plainToolTip(tr("Without: person 1, person 2 …\nReasons and notes that people wrote "
                                        "are exported as they are.")));
    m_raw = new QCheckBox(tr("Frames as &received"), choices);
    m_raw->setObjectName(u"exportRaw"_s);
    m_raw->setToolTip(plainToolTip(tr("The raw text of each event. It may hold names, so it goes only with "
                                      "them.")));

    auto *scopes = new QHBoxLayout;
    scopes->setSpacing(16);
    for (QRadioButton *each : {m_all, m_filtered, m_chosen})
        scopes->addWidget(each);
    scopes->addStretch(1);
    auto *ticks = new QHBoxLayout;
    ticks->setSpacing(16);
    ticks->addWidget(m_names);
    ticks->addWidget(m_raw);
    ticks->addStretch(1);
    auto *form = new QFormLayout(choices);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(labelSpacing);
    form->setVerticalSpacing(8);
    form->addRow(createLabel(tr("Rows"), m_all), scopes);
    form->addRow(createLabel(tr("Forma&t"), m_format), m_format);
    form->addRow(createLabel(tr("Include"), m_names), ticks);
    return choices;
}

/// As wide as the others, so that what they name begins at one line above and below the preview.
QLabel *ExportDialog::createLabel(const QString &text, QWidget *named)
{
    auto *label = new QLabel(text, this);
    label->setBuddy(named);
    for (const QString &each : {tr("Rows"), tr("Forma&t"), tr("Include"), tr("Fi&le")})
        label->setMinimumWidth(std::max(label->minimumWidth(),
                                        label->fontMetrics().horizontalAdvance(QString(each).remove(u'&'))));
    return label;
}

QWidget *ExportDialog::createFileRow(const QString &folder)
{
    auto *row = new QWidget(this);
    const QString name =
        offeredFileName(m_console.connection, m_console.clock.wallTime(), fileSuffix(ExportFormat::Csv));
    m_path = new QLineEdit(QDir::toNativeSeparators(QDir(folder).filePath(name)), row);
    m_path->setObjectName(u"exportPath"_s);
    m_path->setAccessibleName(tr("File"));
    auto *browse = new QPushButton(tr("&Browse…"), row);
    browse->setAutoDefault(false);
    m_browse = browse;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(createLabel(tr("Fi&le"), m_path));
    layout->addSpacing(labelSpacing);
    layout->addWidget(m_path, 1);
    layout->addSpacing(8);
    layout->addWidget(m_browse);
    return row;
}

void ExportDialog::connectParts()
{
    for (QRadioButton *each : {m_all, m_filtered, m_chosen})
        connect(each, &QRadioButton::toggled, this, &ExportDialog::showPreview);
    connect(m_format, &QComboBox::currentIndexChanged, this, &ExportDialog::showFormat);
    connect(m_names, &QCheckBox::toggled, this, &ExportDialog::showPreview);
    connect(m_raw, &QCheckBox::toggled, this, &ExportDialog::showPreview);
    connect(&m_filter, &EventFilterModel::progressChanged, this, &ExportDialog::showReadiness);
    connect(m_path, &QLineEdit::textChanged, this, &ExportDialog::showReadiness);
    connect(m_browse, &QAbstractButton::clicked, this, &ExportDialog::browse);
    connect(m_go, &QPushButton::clicked, this, &ExportDialog::begin);
    connect(m_cancel, &QPushButton::clicked, this, &ExportDialog::reject);
}

ExportDialog::Scope ExportDialog::scope() const
{
    if (m_chosen->isChecked())
        return Scope::Selected;
    return m_filtered->isChecked() ? Scope::Filtered : Scope::All;
}

ExportFormat ExportDialog::format() const
{
    return formatWords[std::size_t(m_format->currentIndex())].format;
}

ExportOptions ExportDialog::options() const
{
    return {format(), m_console.connection.environmentName, m_raw->isChecked(), m_names->isChecked()};
}

int ExportDialog::rowCount(Scope scope) const
{
    switch (scope) {
    case Scope::All: return m_console.log.count();
    case Scope::Filtered: return m_filter.rowCount();
    case Scope::Selected: return int(m_selected.size());
    }
    return 0;
}

std::unique_ptr<ExportRows> ExportDialog::rows() const
{
    switch (scope()) {
    case Scope::All: break;
    case Scope::Selected: return std::make_unique<ChosenRows>(m_console.log, m_selected);
    case Scope::Filtered: {
        QVector<quint64> serials;
        const int count = m_filter.rowCount();
        serials.reserve(count);
        for (int row = 0; row < count; ++row)
            serials.append(m_filter.recordAt(row).serial);
        return std::make_unique<ChosenRows>(m_console.log, std::move(serials));
    }
    }
    return std::make_unique<LogRows>(m_console.log);
}

void ExportDialog::showFormat()
{
    const QFileInfo file(m_path->text());
    for (const FormatWord &each : formatWords) {
        if (file.suffix() == fileSuffix(each.format)) {
            m_path->setText(QDir::toNativeSeparators(
                file.dir().filePath(file.completeBaseName() + u'.' + fileSuffix(format()))));
            break;
        }
    }
    showPreview();
}

void ExportDialog::showPreview()
{
    m_raw->setEnabled(m_names->isChecked());
    ExportFormatter formatter(options());
    QByteArray text = formatter.head();
    const Scope chosen = scope();
    const int count = std::min(rowCount(chosen), previewLines); // a row is at least a line
    for (int row = 0; row < count && text.count('\n') < previewLines; ++row) {
        switch (chosen) {
        case Scope::All: text += formatter.line(m_console.log.at(row)); break;
        case Scope::Filtered: text += formatter.line(m_filter.factAt(row)); break;
        case Scope::Selected:
            if (const int place = m_console.log.rowOf(m_selected.at(row)); place >= 0)
                text += formatter.line(m_console.log.at(place));
            break;
        }
    }
    text.replace("\r\n", "\n");
    const QStringList lines = QString::fromUtf8(text).split(u'\n').mid(0, previewLines);
    m_preview->setPlainText(lines.join(u'\n'));
    showReadiness();
}

void ExportDialog::showReadiness()
{
    if (m_writer)
        return;
    const QFileInfo file(m_path->text());
    const bool exists = file.exists();
    const bool canWrite = !m_path->text().isEmpty() && (!exists || file.isFile());
    const auto looking = scope() == Scope::Filtered ? m_filter.progress() : std::nullopt;
    m_filtered->setText(tr("As &filtered (%1)").arg(countText(rowCount(Scope::Filtered))));
    m_go->setEnabled(canWrite && rowCount(scope()) > 0 && !looking);
    m_go->setText(exists && !file.isDir() ? tr("Replace the file") : tr("Export"));
    if (looking)
        say(tr("The filter is still looking at older rows: %1 %.").arg(*looking), false);
    else if (rowCount(scope()) == 0)
        say(tr("There is no row to export yet."), false);
    else if (exists && !file.isDir())
        say(tr("This file exists. It will be replaced once the export is whole."), false);
    else
        m_message->hide();
}

void ExportDialog::browse()
{
    auto *chooser = new QFileDialog(this, tr("Export events to"), m_path->text());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setOption(QFileDialog::DontConfirmOverwrite); // the button says it
    chooser->setDefaultSuffix(fileSuffix(format()));
    connect(chooser, &QFileDialog::fileSelected, this,
            [this](const QString &path) { m_path->setText(QDir::toNativeSeparators(path)); });
    chooser->open();
}

void ExportDialog::begin()
{
    m_writer = std::make_unique<ExportWriter>(m_console.clock, rows(), options(),
                                              QFileInfo(m_path->text()).filePath());
    connect(m_writer.get(), &ExportWriter::progressed, this, [this](qint64 done, qint64 of) {
        m_progress->setValue(of > 0 ? int(done * progressSteps / of) : progressSteps);
        m_cancel->setEnabled(!m_writer->isClosing());
    });
    connect(m_writer.get(), &ExportWriter::finished, this, &ExportDialog::showFinished);
    connect(m_writer.get(), &ExportWriter::failed, this, [this](const Error &error) {
        stop();
        say(tr("The file could not be written: %1. Choose another place.").arg(plainLine(error.detail)),
            true);
    });
    setRunning(true);
    say(tr("Writing…"), false);
    m_writer->start();
}

/// The writer may be the one that is speaking, so it goes later.
void ExportDialog::stop()
{
    m_writer->disconnect(this);
    m_writer->cancel();
    m_writer.release()->deleteLater();
    setRunning(false);
}

void ExportDialog::setRunning(bool running)
{
    m_choices->setEnabled(!running);
    m_path->setEnabled(!running);
    m_browse->setEnabled(!running);
    m_go->setEnabled(!running);
    m_progress->setValue(0);
    m_progress->setVisible(running);
    m_cancel->setText(running ? tr("Stop") : tr("Cancel"));
    m_cancel->setEnabled(true);
}

void ExportDialog::showFinished(const ExportResult &result)
{
    stop();
    const QString written = result.rows == 1 ? tr("1 row") : tr("%1 rows").arg(countText(result.rows));
    QString sentence = tr("%1 written, %2.").arg(written, QLocale::c().formattedDataSize(result.bytes));
    if (result.lost > 0)
        sentence =
            tr("%1 %2 left the log before they could be written.").arg(sentence, countText(result.lost));
    emit folderUsed(QFileInfo(m_path->text()).absolutePath());
    m_choices->setEnabled(false);
    m_path->setEnabled(false);
    m_browse->setEnabled(false);
    m_go->hide();
    m_cancel->setText(tr("Close"));
    m_cancel->setFocus();
    say(sentence, false);
}

void ExportDialog::say(const QString &sentence, bool fault)
{
    m_message->setProperty("kind", fault ? u"fault"_s : u"muted"_s);
    m_message->style()->unpolish(m_message);
    m_message->style()->polish(m_message);
    m_message->setText(sentence);
    m_message->setAccessibleName(sentence);
    m_message->show();
}

/// Stops what runs first; only then it closes.
void ExportDialog::reject()
{
    if (!m_writer) {
        QDialog::reject();
        return;
    }
    if (m_writer->isClosing())
        return;
    stop();
    showReadiness();
    say(tr("Stopped. No file was written."), false);
}

} // namespace signalbox
