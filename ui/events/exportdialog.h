// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/exportwriter.h"

#include <QDialog>
#include <QVector>

#include <memory>

class QAbstractButton;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QRadioButton;

namespace signalbox {

struct Console;
class EventFilterModel;
class Theme;

/// Writes rows of the event log to a file: which rows, which format, what is left out, what it will look
/// like, and how far it is. The log goes on meanwhile.
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    /// @p selected are serials, top to bottom. @p folder is where the file is offered. References must
    /// outlive this.
    ExportDialog(const Console &console, const EventFilterModel &filter, QVector<quint64> selected,
                 const QString &folder, const Theme &theme, QWidget *parent = nullptr);

    void reject() override;

signals:
    /// A file was written there.
    void folderUsed(const QString &folder);

private:
    enum class Scope { All, Filtered, Selected };

    [[nodiscard]] QWidget *createChoices();
    [[nodiscard]] QLabel *createLabel(const QString &text, QWidget *named);
    [[nodiscard]] QWidget *createFileRow(const QString &folder);
    void connectParts();
    [[nodiscard]] Scope scope() const;
    [[nodiscard]] ExportFormat format() const;
    [[nodiscard]] ExportOptions options() const;
    [[nodiscard]] std::unique_ptr<ExportRows> rows() const;
    [[nodiscard]] int rowCount(Scope scope) const;
    void showFormat();
    void showPreview();
    void showReadiness();
    void browse();
    void begin();
    void stop();
    void setRunning(bool running);
    void showFinished(const ExportResult &result);
    void say(const QString &sentence, bool fault);

    const Console &m_console;
    const EventFilterModel &m_filter;
    const QVector<quint64> m_selected;
    const Theme &m_theme;
    QWidget *m_choices = nullptr;
    QRadioButton *m_all = nullptr;
    QRadioButton *m_filtered = nullptr;
    QRadioButton *m_chosen = nullptr;
    QComboBox *m_format = nullptr;
    QCheckBox *m_raw = nullptr;
    QCheckBox *m_names = nullptr;
    QPlainTextEdit *m_preview;
    QLineEdit *m_path = nullptr;
    QAbstractButton *m_browse = nullptr;
    QLabel *m_message;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_go;
    std::unique_ptr<ExportWriter> m_writer;
};

} // namespace signalbox
